"""One suite for assessment's ports: the fakes keep the same promises as PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.assessment.adapters.answers import SqlAnswers
from services.assessment.adapters.people import SqlConversations, SqlStandings
from services.assessment.application.ports import Answers, Conversations, Standings
from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import ClientConsent, SessionParticipants
from shared.contracts.vocabulary import Language
from tests.conftest import FreshDatabase
from tests.unit.assessment.fakes import NOON, FakeAnswers, FakeConversations, FakeStandings


@dataclass
class Ports:
    """The three ports that keep something."""

    conversations: Conversations
    standings: Standings
    answers: Answers


@pytest.fixture(params=["fake", "sql"])
def ports(request: pytest.FixtureRequest) -> Iterator[Ports]:
    if request.param == "fake":
        yield Ports(FakeConversations(), FakeStandings(), FakeAnswers())
        return
    fresh: FreshDatabase = request.getfixturevalue("fresh_database")
    engine = sa.create_engine(fresh("assessment"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield Ports(SqlConversations(connection), SqlStandings(connection), SqlAnswers(connection))


def conversation(students: int = 2) -> SessionParticipants:
    return SessionParticipants(uuid4(), uuid4(), tuple(uuid4() for _ in range(students)), uuid4())


def begun(
    ports: Ports, people: SessionParticipants | None = None, instrument: str = "everyday", minute: int = 0
) -> Assessment:
    people = people or conversation()
    ports.conversations.save(people)
    assessment = Assessment(
        assessment_id=uuid4(),
        session_id=people.session_id,
        client_id=people.client_id,
        instrument=instrument,
        instrument_version="1",
        language=Language.SV,
        started_at=NOON + timedelta(minutes=minute),
    )
    ports.answers.add(assessment)
    return assessment


def test_an_unknown_session_is_none(ports: Ports) -> None:
    assert ports.conversations.find(uuid4()) is None
    assert ports.conversations.get_for_update(uuid4()) is None
    ports.conversations.cancel(uuid4())


def test_a_session_keeps_its_people_in_their_order(ports: Ports) -> None:
    people = conversation()
    ports.conversations.save(people)
    assert (
        ports.conversations.find(people.session_id) == people == ports.conversations.get_for_update(people.session_id)
    )


def test_people_are_replaced_and_a_cancellation_stays(ports: Ports) -> None:
    people = conversation()
    ports.conversations.save(people)
    ports.conversations.cancel(people.session_id)
    changed = replace(people, student_ids=(uuid4(),), lecturer_id=uuid4())
    ports.conversations.save(changed)
    assert ports.conversations.find(people.session_id) == replace(changed, is_cancelled=True)


def test_holding_all_of_a_client_changes_nothing(ports: Ports) -> None:
    people = conversation()
    ports.conversations.save(people)
    ports.conversations.hold_all_of(people.client_id)
    assert ports.conversations.find(people.session_id) == people


def test_a_client_who_has_said_nothing_has_consented_to_nothing(ports: Ports) -> None:
    client = uuid4()
    assert ports.standings.of(client) == ClientConsent(client)
    assert ports.standings.of(client).given_at is None


def test_of_each_thing_that_a_client_said_the_latest_holds_in_whatever_order_it_comes(ports: Ports) -> None:
    client, later = uuid4(), NOON + timedelta(hours=1)
    ports.standings.save(ClientConsent(client, withdrawn_at=later))
    ports.standings.save(ClientConsent(client, given_at=NOON))
    assert ports.standings.of(client) == ClientConsent(client, later, None, NOON)
    ports.standings.save(ClientConsent(client, withdrawn_at=NOON, given_at=later))
    assert ports.standings.of(client) == ClientConsent(client, later, None, later)
    ports.standings.save(ClientConsent(client, erased_at=NOON))
    assert ports.standings.of(client) == ClientConsent(client, later, NOON, later)


def test_each_session_asks_once_whether_its_client_has_consented(ports: Ports) -> None:
    first, second = conversation(), conversation()
    ports.conversations.save(first)
    ports.conversations.save(second)
    clients = sorted((first.client_id, second.client_id))
    assert list(ports.conversations.unasked(5)) == clients
    ports.conversations.asked(ports.conversations.unasked(1))
    assert list(ports.conversations.unasked(5)) == clients[1:]
    ports.conversations.asked(clients)
    assert list(ports.conversations.unasked(5)) == []


def test_a_new_assessment_is_found_by_its_id_and_its_session(ports: Ports) -> None:
    assessment = begun(ports)
    assert ports.answers.find(assessment.assessment_id) == assessment
    assert ports.answers.get_for_update(assessment.assessment_id) == assessment
    assert list(ports.answers.of_session(assessment.session_id)) == [assessment]


def test_what_is_not_there_is_none_or_empty(ports: Ports) -> None:
    assert ports.answers.find(uuid4()) is None
    assert ports.answers.get_for_update(uuid4()) is None
    assert list(ports.answers.of_session(uuid4())) == []


def test_every_change_is_kept(ports: Ports) -> None:
    first = begun(ports)
    answered = first.answered("a", 1, None).answered("b", None, 4).answered("c", 2, 3)
    aimed = answered.aiming_at(("c", "a")).in_language(Language.EN)
    ports.answers.save(aimed)
    assert ports.answers.find(first.assessment_id) == aimed
    done = aimed.answered("a", 2, 2).aiming_at(("b", "c", "a")).completed(NOON + timedelta(hours=1))
    ports.answers.save(done)
    assert ports.answers.find(first.assessment_id) == done
    ports.answers.save(done.aiming_at(()))
    assert ports.answers.find(first.assessment_id) == done.aiming_at(())


def test_a_session_has_one_assessment_of_an_instrument(ports: Ports) -> None:
    people = conversation()
    begun(ports, people)
    with pytest.raises((ValueError, sa.exc.IntegrityError)):
        begun(ports, people)


def test_the_assessments_of_a_session_come_oldest_first(ports: Ports) -> None:
    people = conversation()
    later, earlier = begun(ports, people, "a", minute=2), begun(ports, people, "b", minute=1)
    begun(ports)
    assert list(ports.answers.of_session(people.session_id)) == [earlier, later]


def test_forgetting_a_client_leaves_the_others(ports: Ports) -> None:
    gone, stays = begun(ports), begun(ports)
    for assessment in (gone, stays):
        ports.answers.save(assessment.answered("a", 1, 2).aiming_at(("a",)))
    ports.answers.forget(gone.client_id)
    assert remaining(ports, gone, stays) == [stays.assessment_id]


def remaining(ports: Ports, *assessments: Assessment) -> list[UUID]:
    ids = [each.assessment_id for each in assessments]
    return [each for each in ids if ports.answers.find(each) is not None]
