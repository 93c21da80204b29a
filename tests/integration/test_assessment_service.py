"""Assessment's real service on a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread
from time import sleep
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.assessment.adapters import tables
from services.assessment.adapters.instrument_catalogue import ReadInstruments
from services.assessment.adapters.instrument_files import SHIPPED, read_instruments
from services.assessment.service import AssessmentService
from shared.contracts.actor import SYSTEM, Actor, Role
from shared.contracts.events import booking
from shared.contracts.requests import assessment as requests
from shared.contracts.vocabulary import Language
from shared.messaging import Transaction
from shared.messaging.storage import outbox
from shared.refusal import Refusal
from tests.conftest import FreshDatabase

T = TypeVar("T")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Stand:
    """The service on its database, without a broker, and the people of one session."""

    engine: sa.Engine
    service: AssessmentService
    session_id: UUID = field(default_factory=uuid4)
    client_id: UUID = field(default_factory=uuid4)
    student_id: UUID = field(default_factory=uuid4)
    lecturer_id: UUID = field(default_factory=uuid4)

    @property
    def client(self) -> Actor:
        return Actor(Role.CLIENT, self.client_id, self.session_id)

    def run(self, act: Callable[[Transaction], T], actor: Actor = SYSTEM) -> T:
        """What the act returns, in a transaction of its own whose events go to the outbox."""
        with self.engine.begin() as connection:
            tx = Transaction(connection, NOW, actor, service="assessment", stack="test")
            result = act(tx)
            outbox.write(connection, tx.leaving)
            return result

    def booked(self) -> booking.AppointmentBooked:
        return booking.AppointmentBooked(
            appointment_id=self.session_id,
            client_id=self.client_id,
            kind="first",
            starts_at=NOW,
            ends_at=NOW + timedelta(minutes=90),
            student_ids=(self.student_id,),
            lecturer_id=self.lecturer_id,
            room_id=uuid4(),
            booked_at=NOW,
        )

    def consents(self) -> None:
        """The client has consented the day before."""
        event = booking.ConsentGiven(self.client_id, "2", NOW - timedelta(days=1))
        self.run(lambda tx: self.service.consent_given(event, tx))

    def start(self, language: Language = Language.SV) -> requests.AssessmentView:
        ask = requests.StartAssessment(self.session_id, "everyday", language)
        return self.run(lambda tx: self.service.start_assessment(ask, tx), self.client)

    def answer(self, assessment_id: UUID, item: str, competence: int, importance: int) -> requests.AssessmentView:
        ask = requests.AnswerItem(assessment_id, item, competence, importance)
        return self.run(lambda tx: self.service.answer_item(ask, tx), self.client)

    def fill_in(self) -> requests.AssessmentView:
        """A completed form with a change target."""
        opened = self.start()
        for place, item in enumerate(opened.missing):
            self.answer(opened.assessment_id, item, place % 4 + 1, 3)
        targets = requests.ChooseChangeTargets(opened.assessment_id, opened.missing[:2])
        self.run(lambda tx: self.service.choose_change_targets(targets, tx), self.client)
        finish = requests.CompleteAssessment(opened.assessment_id)
        return self.run(lambda tx: self.service.complete_assessment(finish, tx), self.client)

    def show(self, actor: Actor) -> list[requests.AssessmentView]:
        ask = requests.AssessmentsOf(self.session_id)
        return self.run(lambda tx: self.service.assessments_of(ask, tx), actor)

    def erase(self) -> None:
        event = booking.ClientErased(self.client_id, NOW)
        self.run(lambda tx: self.service.client_erased(event, tx))

    def neighbour(self) -> Stand:
        """Another client's session in the same database."""
        other = Stand(self.engine, self.service)
        other.run(lambda tx: other.service.appointment_booked(other.booked(), tx))
        other.consents()
        return other


@pytest.fixture
def stand(fresh_database: FreshDatabase) -> Iterator[Stand]:
    engine = sa.create_engine(fresh_database("assessment"))
    service = AssessmentService()
    service.catalogue = ReadInstruments(read_instruments(SHIPPED))
    made = Stand(engine, service)
    made.run(lambda tx: service.appointment_booked(made.booked(), tx))
    made.consents()
    yield made
    engine.dispose()


def test_a_client_fills_in_our_own_form_from_the_first_statement_to_the_last(stand: Stand) -> None:
    done = stand.fill_in()
    assert (done.state, done.form.title, done.missing) == ("completed", "Vardagens gång", ())
    assert [answer.gap for answer in done.gaps] == [2, 2, 2, 1, 1, 1]
    assert done.change_targets == ("small_errands", "money_to_month_end")
    assert stand.show(Actor(Role.LECTURER, stand.lecturer_id)) == [done]


def test_what_is_published_names_the_instrument_and_no_answer(stand: Stand) -> None:
    stand.fill_in()
    with stand.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT type, subject, payload FROM outbox ORDER BY id")).all()
    assert [row.type for row in rows] == ["assessment.started.v1", "assessment.completed.v1"]
    for row in rows:
        told = json.loads(row.payload)["data"]
        assert (told["session_id"], told["instrument"]) == (str(stand.session_id), "everyday")
        assert not {"answers", "gaps", "change_targets"} & set(told)


def test_moving_the_appointment_changes_who_may_read(stand: Stand) -> None:
    opened = stand.start()
    successor = uuid4()
    event = booking.AppointmentRescheduled(
        appointment_id=stand.session_id,
        client_id=stand.client_id,
        previous_starts_at=NOW,
        starts_at=NOW,
        ends_at=NOW,
        student_ids=(successor,),
        lecturer_id=stand.lecturer_id,
        room_id=uuid4(),
    )
    stand.run(lambda tx: stand.service.appointment_rescheduled(event, tx))
    assert stand.show(Actor(Role.STUDENT, successor)) == [opened]
    with pytest.raises(Refusal, match="session_not_found"):
        stand.show(Actor(Role.STUDENT, stand.student_id))


def test_cancelling_and_withdrawing_consent_end_the_answers(stand: Stand) -> None:
    opened = stand.start()
    withdrawn = booking.ConsentWithdrawn(stand.client_id, NOW)
    stand.run(lambda tx: stand.service.consent_withdrawn(withdrawn, tx))
    with pytest.raises(Refusal, match="consent_withdrawn"):
        stand.answer(opened.assessment_id, "rested", 1, 4)
    given = booking.ConsentGiven(stand.client_id, "2", NOW)
    stand.run(lambda tx: stand.service.consent_given(given, tx))
    stand.answer(opened.assessment_id, "rested", 1, 4)
    cancelled = booking.AppointmentCancelled(stand.session_id, stand.client_id, "client", NOW)
    stand.run(lambda tx: stand.service.appointment_cancelled(cancelled, tx))
    with pytest.raises(Refusal, match="not_held"):
        stand.answer(opened.assessment_id, "rested", 2, 4)
    assert stand.show(stand.client)[0].answers == (requests.AnswerView("rested", 1, 4, 3),)


def test_a_refused_answer_leaves_everything_as_it_was(stand: Stand) -> None:
    opened = stand.start()
    with pytest.raises(Refusal, match="unknown_item"):
        stand.answer(opened.assessment_id, "no_such_statement", 1, 4)
    assert stand.show(stand.client) == [opened]


def test_erasing_a_client_leaves_nothing_in_any_column_that_holds_what_they_told(stand: Stand) -> None:
    other = stand.neighbour()
    stays, gone = other.fill_in(), stand.fill_in()
    before = told(stand.engine)
    assert all(before.values())
    stand.erase()
    assert {column: count * 2 for column, count in told(stand.engine).items()} == before
    assert stand.show(Actor(Role.LECTURER, stand.lecturer_id)) == []
    assert other.show(other.client) == [stays]
    assert gone.answers


def told(engine: sa.Engine) -> dict[str, int]:
    """How many values each column holds that is classified as the client's."""
    columns = [column for table in tables.metadata.sorted_tables for column in table.columns]
    with engine.connect() as connection:
        return {
            str(column): connection.scalar(sa.select(sa.func.count(column))) or 0
            for column in columns
            if column.info["personal"] == "client"
        }


def test_every_command_says_whose_it_is_so_that_its_receipt_goes_with_them(stand: Stand) -> None:
    told: list[UUID | None] = []

    def run(act: Callable[[Transaction], T]) -> T:
        def noted(tx: Transaction) -> T:
            result = act(tx)
            told.append(tx.client_id)
            return result

        return stand.run(noted, stand.client)

    opened = run(lambda tx: stand.service.start_assessment(started(stand), tx))
    run(lambda tx: stand.service.answer_item(requests.AnswerItem(opened.assessment_id, opened.missing[0], 1, 2), tx))
    targets = requests.ChooseChangeTargets(opened.assessment_id, opened.missing[:1])
    run(lambda tx: stand.service.choose_change_targets(targets, tx))
    assert told == [stand.client_id] * 3


def test_two_who_open_the_form_at_the_same_moment_open_one(stand: Stand) -> None:
    for _ in range(5):
        session = stand.neighbour()
        opened = at_once(session.start, session.start)
        assert len({view.assessment_id for view in opened if isinstance(view, requests.AssessmentView)}) == 1
        assert len(session.show(session.client)) == 1


def test_two_halves_given_at_the_same_moment_are_both_kept(stand: Stand) -> None:
    opened = stand.start()
    halves = (
        requests.AnswerItem(opened.assessment_id, "rested", competence=1),
        requests.AnswerItem(opened.assessment_id, "rested", importance=4),
    )
    at_once(lambda: answer_half(stand, halves[0]), lambda: answer_half(stand, halves[1]))
    assert stand.show(stand.client)[0].answers == (requests.AnswerView("rested", 1, 4, 3),)


def answer_half(stand: Stand, half: requests.AnswerItem) -> requests.AssessmentView:
    return stand.run(lambda tx: stand.service.answer_item(half, tx), stand.client)


def test_an_erasure_waits_for_what_is_being_kept_and_forgets_that_too(stand: Stand) -> None:
    opened = stand.start()
    late = stand.neighbour()
    erase_while(stand, lambda tx: answer(stand, opened.assessment_id, tx))
    erase_while(late, lambda tx: late.service.start_assessment(started(late), tx))
    assert stand.show(Actor(Role.LECTURER, stand.lecturer_id)) == []
    assert late.show(Actor(Role.LECTURER, late.lecturer_id)) == []
    assert set(told(stand.engine).values()) == {0}


def answer(stand: Stand, assessment_id: UUID, tx: Transaction) -> object:
    return stand.service.answer_item(requests.AnswerItem(assessment_id, "rested", 1, 4), tx)


def started(stand: Stand) -> requests.StartAssessment:
    return requests.StartAssessment(stand.session_id, "everyday", Language.FI)


def erase_while(stand: Stand, act: Callable[[Transaction], object]) -> None:
    """Erase the client after the act has been done and before it is committed."""
    done = Event()

    def act_slowly(tx: Transaction) -> None:
        act(tx)
        done.set()
        sleep(0.3)

    def erase() -> None:
        done.wait(5)
        stand.erase()

    at_once(lambda: stand.run(act_slowly, stand.client), erase)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What the acts return or raise, begun at the same moment in threads of their own."""
    barrier, outcomes = Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(act())
        except Refusal as refusal:
            outcomes.append(refusal)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(acts)
    return outcomes
