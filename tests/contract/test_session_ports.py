"""The session service's fakes and its SQL adapters keep the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from services.session.adapters.records import SqlRecords
from services.session.adapters.session_repository import SqlSessionRepository
from services.session.application.ports import Records, SessionFilter, SessionRepository
from services.session.domain.alert import Alert
from services.session.domain.follow_up import FollowUp
from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.record import Recommended, Record
from services.session.domain.session import Debrief, Meeting, Origin, Session
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis, SynthesisContent
from services.session.domain.time_use import Circle, DayParts
from shared.contracts.vocabulary import FollowUpReason, Phase, Service, TimeUseKind
from shared.db import engine_for
from tests.conftest import FreshDatabase
from tests.unit.session.fakes import FakeRecords, FakeSessionRepository
from tests.unit.session.stage import AINO, CLIENT, HERSELF, LECTURER, NOON, ROOM, SESSION, uuid

HOUR = timedelta(hours=1)
OTHER = uuid(6)


@dataclass(frozen=True)
class Kept:
    """Both ports over the same store."""

    sessions: SessionRepository
    records: Records


@pytest.fixture(params=["fake", "sql"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "fake":
        records = FakeRecords()
        yield Kept(FakeSessionRepository(records), records)
        return
    fresh: FreshDatabase = request.getfixturevalue("fresh_database")
    engine = engine_for(fresh("session"))
    with engine.begin() as connection:
        yield sql(connection)
    engine.dispose()


def sql(connection: Connection) -> Kept:
    return Kept(SqlSessionRepository(connection), SqlRecords(connection))


def session(number: UUID = SESSION, hours: int = 0) -> Session:
    starts_at = NOON + hours * HOUR
    meeting = Meeting(starts_at, starts_at + HOUR, (uuid(11), uuid(12)), uuid(21), ROOM)
    return Session(number, CLIENT, "first", meeting)


def full(one: Session) -> Session:
    """A session of which every part is filled."""
    return replace(
        one,
        kind="follow_up",
        origin=Origin(uuid(7), FollowUpReason.GOALS, (Phase.STRESS, Phase.CLOSING)),
        state="closed",
        done=frozenset({Phase.STRESS, Phase.WELLBEING}),
        is_acute=True,
        started_at=NOON,
        closed_at=NOON + HOUR,
        assessment_completed_at=NOON,
        alert=Alert("acknowledged", NOON, NOON, NOON + HOUR, uuid(31), "coordinator", True, NOON, uuid(32), True),
        follow_up=FollowUp("proposed", FollowUpReason.HIGH_STRESS, (Phase.SYNTHESIS,), uuid(4), NOON, NOON),
        debrief=Debrief("Rauhallinen ote.", NOON + HOUR, uuid(21)),
        called_off_as="cancelled",
    )


def rating(number: int, level: int) -> StressRating:
    return StressRating(uuid(number), level, NOON, "client", "source-1", 4)


def fill(records: Records, session_id: UUID) -> None:
    """Say everything that can be said."""
    records.add_rating(session_id, rating(session_id.int + 100, 5))
    records.add_circle(session_id, Circle(TimeUseKind.IDEAL, DayParts(480, 480, 480), NOON), HERSELF)
    records.add_note(session_id, Note(Phase.STRESS, "Nukkuu", 1, NOON, AINO.id))
    synthesis = Synthesis().rewritten(SynthesisContent(("Sisukas",), ("Koira",), ("Uni",), ("Rutiini",)), NOON, AINO.id)
    records.add_synthesis(session_id, synthesis)
    records.agree(session_id, synthesis.agreed(NOON))
    records.add_goal(session_id, Goal(uuid(session_id.int + 200), "Nukun", ("Puhelin pois",)), AINO, NOON)
    records.add_recommendation(session_id, Recommended(Service.OTHER, "Kuoro"))


def test_an_unknown_session_is_not_there(kept: Kept) -> None:
    assert kept.sessions.find(SESSION) is None
    assert kept.sessions.get_for_update(SESSION) is None


def test_a_new_session_is_found_as_it_was_added(kept: Kept) -> None:
    kept.sessions.add(session())
    assert kept.sessions.find(SESSION) == session()
    assert kept.sessions.get_for_update(SESSION) == session()


def test_adding_a_session_again_changes_nothing(kept: Kept) -> None:
    kept.sessions.add(session())
    kept.sessions.add(session(hours=5))
    assert kept.sessions.find(SESSION) == session()


def test_a_saved_session_keeps_every_part_under_its_next_version(kept: Kept) -> None:
    kept.sessions.add(session())
    saved = kept.sessions.save(full(session()))
    assert saved == replace(full(session()), version=2)
    assert kept.sessions.find(SESSION) == saved


def test_a_session_that_was_saved_since_is_not_written_over(kept: Kept) -> None:
    kept.sessions.add(session())
    kept.sessions.save(session())
    with pytest.raises(RuntimeError, match="without its lock"):
        kept.sessions.save(session())


def test_sessions_are_listed_from_the_start_until_before_the_end_latest_last(kept: Kept) -> None:
    for number, hours in ((13, 3), (12, 2), (11, 1), (10, -1)):
        kept.sessions.add(session(uuid(number), hours))
    listed = kept.sessions.between(NOON + HOUR, NOON + 3 * HOUR, SessionFilter())
    assert [one.session_id for one in listed] == [uuid(11), uuid(12)]


@pytest.mark.parametrize(
    ("whose", "is_listed"),
    [
        (SessionFilter(), True),
        (SessionFilter(student_id=uuid(11)), True),
        (SessionFilter(student_id=uuid(12), client_id=CLIENT), True),
        (SessionFilter(student_id=uuid(21)), False),
        (SessionFilter(lecturer_id=uuid(21)), True),
        (SessionFilter(lecturer_id=uuid(11)), False),
        (SessionFilter(client_id=CLIENT), True),
        (SessionFilter(client_id=OTHER), False),
        (SessionFilter(student_id=uuid(11), client_id=OTHER), False),
    ],
)
def test_sessions_are_listed_of_those_who_take_part(kept: Kept, whose: SessionFilter, is_listed: bool) -> None:
    kept.sessions.add(session())
    kept.sessions.save(replace(full(session()), debrief=None))
    assert len(kept.sessions.between(NOON, NOON + HOUR, whose)) == is_listed
    assert len(kept.sessions.awaiting_debrief(whose)) == is_listed


def test_only_closed_sessions_without_a_debrief_await_one_oldest_first(kept: Kept) -> None:
    awaiting = replace(full(session()), debrief=None)
    states = {
        10: replace(awaiting, closed_at=NOON + 2 * HOUR),
        11: replace(awaiting, closed_at=NOON + HOUR),
        12: full(session()),
        13: session(),
        14: replace(session(), state="cancelled"),
    }
    for number, one in states.items():
        kept.sessions.add(session(uuid(number)))
        kept.sessions.save(replace(one, session_id=uuid(number)))
    assert [one.session_id for one in kept.sessions.awaiting_debrief(SessionFilter())] == [uuid(11), uuid(10)]


def test_consent_is_unknown_until_the_client_says_something_and_erasure_is_final(kept: Kept) -> None:
    kept.sessions.add(session())
    found = kept.sessions.get_for_update(SESSION)
    assert found is not None
    seen = [found.consent]
    for consent in ("withdrawn", "given", "erased", "given", "withdrawn"):
        kept.sessions.keep_consent(CLIENT, consent)
        found = kept.sessions.get_for_update(SESSION)
        assert found is not None
        seen.append(found.consent)
        assert kept.sessions.is_erased(CLIENT) == (found.consent == "erased")
    assert seen == ["unknown", "withdrawn", "given", "erased", "erased", "erased"]


def test_forgetting_blanks_the_clients_sessions_and_leaves_those_of_others(kept: Kept) -> None:
    others = replace(session(OTHER), client_id=uuid(99))
    for one in (session(), others):
        kept.sessions.add(one)
        kept.sessions.save(replace(full(one), client_id=one.client_id))
        fill(kept.records, one.session_id)
    before = (kept.sessions.find(OTHER), kept.records.of(OTHER))
    kept.sessions.forget(CLIENT)
    forgotten = kept.sessions.find(SESSION)
    assert forgotten == replace(
        full(session()),
        origin=Origin(uuid(7)),
        done=frozenset(),
        is_acute=False,
        assessment_completed_at=None,
        alert=None,
        follow_up=None,
        debrief=Debrief("", NOON + HOUR, uuid(21)),
        version=3,
    )
    assert kept.records.of(SESSION) == Record()
    assert (kept.sessions.find(OTHER), kept.records.of(OTHER)) == before


def test_forgetting_a_client_without_sessions_is_no_error(kept: Kept) -> None:
    kept.sessions.forget(CLIENT)
    assert kept.sessions.find(SESSION) is None


def test_a_record_in_which_nothing_was_said_is_empty(kept: Kept) -> None:
    kept.sessions.add(session())
    assert kept.records.of(SESSION) == Record()


def test_ratings_are_kept_oldest_first(kept: Kept) -> None:
    kept.sessions.add(session())
    given = (rating(52, 5), rating(51, 2), rating(53, 3))
    for one in given:
        kept.records.add_rating(SESSION, one)
    assert kept.records.of(SESSION).ratings == given


def test_a_rating_that_was_taken_back_stays_in_its_place(kept: Kept) -> None:
    kept.sessions.add(session())
    first, last = rating(52, 5), rating(51, 2)
    for one in (first, last):
        kept.records.add_rating(SESSION, one)
    withdrawn = first.withdrawn(uuid(11), NOON)
    kept.records.withdraw_rating(SESSION, withdrawn)
    record = kept.records.of(SESSION)
    assert (record.ratings, record.standing) == ((withdrawn, last), (last,))
    kept.sessions.forget(session().client_id)
    assert kept.records.of(SESSION).ratings == ()


def test_the_latest_circle_of_each_kind_holds_in_the_order_of_kinds(kept: Kept) -> None:
    kept.sessions.add(session())
    ideal = Circle(TimeUseKind.IDEAL, DayParts(0, 0, 1440), NOON)
    first = Circle(TimeUseKind.CURRENT, DayParts(1440, 0, 0), NOON + HOUR)
    latest = Circle(TimeUseKind.CURRENT, DayParts(480, 480, 480), NOON)
    for circle in (ideal, first, latest):
        kept.records.add_circle(SESSION, circle, LECTURER)
    assert kept.records.of(SESSION).circles == (latest, ideal)


def test_the_latest_note_of_each_step_holds(kept: Kept) -> None:
    kept.sessions.add(session())
    first = Note(Phase.STRESS).rewritten("Nukkuu", NOON, AINO.id)
    latest = first.rewritten("Nukkuu huonosti – ”tosi”\n\n✓", NOON + HOUR, uuid(21))
    other = Note(Phase.CLOSING).rewritten("", NOON, None)
    for note in (first, latest, other):
        kept.records.add_note(SESSION, note)
    record = kept.records.of(SESSION)
    assert record.notes == {Phase.STRESS: latest, Phase.CLOSING: other}
    assert record.note(Phase.WELLBEING) == Note(Phase.WELLBEING)


def test_the_latest_synthesis_holds_with_its_own_agreement(kept: Kept) -> None:
    kept.sessions.add(session())
    first = Synthesis().rewritten(
        SynthesisContent(("Sisukas",), ("Koira", "Ystävät"), ("Uni",), ("Rutiini",)), NOON, AINO.id
    )
    kept.records.add_synthesis(SESSION, first)
    assert kept.records.of(SESSION).synthesis == first
    kept.records.agree(SESSION, first.agreed(NOON))
    assert kept.records.of(SESSION).synthesis == first.agreed(NOON)
    latest = first.agreed(NOON).rewritten(SynthesisContent(), NOON + HOUR, None)
    kept.records.add_synthesis(SESSION, latest)
    assert kept.records.of(SESSION).synthesis == latest


def test_the_latest_revision_of_each_goal_holds_in_the_order_they_were_set(kept: Kept) -> None:
    kept.sessions.add(session())
    sleep, friends, gone = Goal(uuid(61), "Nukun"), Goal(uuid(60), "Tapaan ystäviä"), Goal(uuid(62), "Luen")
    for goal in (sleep, friends, gone, sleep.reworded("Nukun hyvin", ("Puhelin pois",)), gone.removed()):
        kept.records.add_goal(SESSION, goal, AINO, NOON)
    assert kept.records.of(SESSION).goals == (sleep.reworded("Nukun hyvin", ("Puhelin pois",)), friends)


def test_recommendations_are_kept_in_their_order(kept: Kept) -> None:
    kept.sessions.add(session())
    made = (Recommended(Service.PEER_SUPPORT, "Kuoro"), Recommended(Service.CRISIS_HELP))
    for one in made:
        kept.records.add_recommendation(SESSION, one)
    assert kept.records.of(SESSION).recommendations == made


def test_records_of_different_sessions_do_not_mix(kept: Kept) -> None:
    kept.sessions.add(session())
    kept.sessions.add(session(OTHER))
    fill(kept.records, SESSION)
    assert kept.records.of(OTHER) == Record()
