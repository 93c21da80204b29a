"""The session service as it runs: its class, its PostgreSQL, its outbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from services.session.adapters.erasure import records
from services.session.adapters.tables import metadata, note_revisions, sessions
from services.session.service import SessionService
from shared.contracts.actor import SYSTEM, Actor
from shared.contracts.events import booking
from shared.contracts.registry import request_spec
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import CONSENT_VERSION, FollowUpReason, Phase, Service, TimeUseKind
from shared.db import engine_for
from shared.messaging import Transaction
from shared.messaging.storage import outbox
from shared.messaging.storage.tables import metadata as event_core
from shared.refusal import Refusal
from tests.conftest import FreshDatabase
from tests.unit.session.stage import AINO, CLIENT, COORDINATOR, HERSELF, LECTURER, NOON, OLLI, SESSION, booked, uuid

OTHER = uuid(6)
SECRET = "Nukkuu huonosti, ja pelkää kesää"


class Running:
    """The service's methods, each call in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.service = SessionService()
        self.told: list[tuple[str, UUID | None]] = []  # of each command: whose it was

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator[Transaction]:
        with self.engine.begin() as connection:
            tx = Transaction(connection, datetime.now(UTC), actor, service="session", stack="test")
            yield tx
            outbox.write(connection, tx.leaving)

    def do(self, method: str, ask: object, actor: Actor = SYSTEM) -> Any:
        with self.transaction(actor) as tx:
            reply = getattr(self.service, method)(ask, tx)
            if request_of(ask):
                self.told.append((request_spec(ask).name, tx.client_id))
            return reply

    def published(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.scalars(sa.text("SELECT type FROM outbox ORDER BY id")))

    def payloads(self) -> str:
        with self.engine.connect() as connection:
            return json.dumps(list(connection.scalars(sa.text("SELECT payload FROM outbox ORDER BY id"))))


def request_of(ask: object) -> bool:
    """Whether it is a command, whose reply is kept."""
    return hasattr(ask, "__request__") and request_spec(ask).is_command


@pytest.fixture
def running(fresh_database: FreshDatabase) -> Iterator[Running]:
    engine = engine_for(fresh_database("session"))
    service = Running(engine)
    service.do("appointment_booked", booked())
    service.do("consent_given", booking.ConsentGiven(CLIENT, CONSENT_VERSION, NOON))
    yield service
    engine.dispose()


def hold_whole_conversation(running: Running) -> None:
    """Everything that a conversation can hold, through its close and its debrief."""
    running.do("start_session", requests.StartSession(SESSION), AINO)
    running.do("mark_phase", requests.MarkPhase(SESSION, Phase.ORIENTATION, True), OLLI)
    running.do("write_note", requests.WriteNote(SESSION, Phase.WELLBEING, SECRET, 0), AINO)
    running.do("rate_stress", requests.RateStress(SESSION, 5), HERSELF)
    circle = requests.RecordTimeUse(SESSION, TimeUseKind.CURRENT, 600, 300, 540)
    running.do("record_time_use", circle, HERSELF)
    synthesis = requests.WriteSynthesis(SESSION, (SECRET,), (SECRET,), (SECRET,), (SECRET,), 0)
    running.do("write_synthesis", synthesis, AINO)
    running.do("agree_synthesis", requests.AgreeSynthesis(SESSION, 1), AINO)
    goal = running.do("set_goal", requests.SetGoal(SESSION, SECRET, (SECRET,)), AINO)
    running.do("remove_goal", requests.RemoveGoal(SESSION, goal.goal_id), AINO)
    running.do("set_goal", requests.SetGoal(SESSION, SECRET), AINO)
    wish = requests.FollowUpWish(FollowUpReason.HIGH_STRESS)
    services = (requests.Recommendation(Service.CRISIS_HELP, SECRET),)
    running.do("close_session", requests.CloseSession(SESSION, wish, services), AINO)
    running.do("complete_debrief", requests.CompleteDebrief(SESSION, SECRET), LECTURER)


def test_a_whole_conversation_leaves_its_events_in_order_and_without_a_word_of_it(running: Running) -> None:
    hold_whole_conversation(running)
    assert running.published() == [
        "session.started.v1",
        "session.stress_rated.v1",
        "session.high_stress_detected.v1",
        "session.time_use_recorded.v1",
        "session.synthesis_agreed.v1",
        "session.goal_set.v1",
        "session.goal_set.v1",
        "session.follow_up_requested.v1",
        "session.service_recommended.v1",
        "session.closed.v1",
        "session.debrief_completed.v1",
    ]
    assert "Nukkuu" not in running.payloads()


def test_a_whole_conversation_is_seen_by_each_as_is_their_due(running: Running) -> None:
    hold_whole_conversation(running)
    view = running.do("session", requests.Session(SESSION), LECTURER)
    assert (view.state, view.is_acute, view.debrief.notes) == ("closed", True, SECRET)
    assert SECRET not in repr(running.do("session", requests.Session(SESSION), COORDINATOR))
    summary = running.do("summary", requests.Summary(SESSION), HERSELF)
    assert summary.goals[0].text == SECRET
    span = requests.Sessions(view.starts_at, view.ends_at)
    assert [line.session_id for line in running.do("sessions", span, OLLI)] == [SESSION]
    assert running.do("awaiting_debrief", requests.AwaitingDebrief(), LECTURER) == []


def test_a_refused_request_leaves_no_row_and_no_event(running: Running) -> None:
    running.do("start_session", requests.StartSession(SESSION), AINO)
    running.do("rate_stress", requests.RateStress(SESSION, 5), AINO)
    before = running.published()
    with pytest.raises(Refusal, match="follow_up_undecided"):
        running.do("close_session", requests.CloseSession(SESSION), AINO)
    assert running.published() == before
    assert running.do("session", requests.Session(SESSION), AINO).state == "under_way"


def test_an_erased_client_leaves_nothing_in_any_column_of_theirs(running: Running) -> None:
    hold_whole_conversation(running)
    running.do("client_erased", booking.ClientErased(CLIENT, datetime.now(UTC)))
    with running.engine.connect() as connection:
        left = {table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in records()}
        row = connection.execute(sa.select(sessions)).mappings().one()
    assert set(left.values()) == {0}
    blank = {one.name: row[one.name] for one in sessions.c if one.info["personal"] == "client"}
    assert [name for name, value in blank.items() if value not in (None, "", [], False)] == []


def test_every_command_of_a_conversation_says_whose_it_is_so_that_its_receipt_goes_with_them(running: Running) -> None:
    hold_whole_conversation(running)
    assert len(running.told) > 10
    assert {request for request, client_id in running.told if client_id != CLIENT} == set()


def test_a_booking_that_is_heard_only_after_the_erasure_tells_nothing_of_why(running: Running) -> None:
    running.do("client_erased", booking.ClientErased(CLIENT, datetime.now(UTC)))
    late = replace(booked(OTHER, follows_id=SESSION, reason=FollowUpReason.HIGH_STRESS), focus=(Phase.STRESS,))
    running.do("appointment_booked", late)
    with running.engine.connect() as connection:
        row = connection.execute(sa.select(sessions).where(sessions.c.session_id == OTHER)).mappings().one()
    assert (row["reason"], row["focus"]) == (None, [])


def test_an_erasure_waits_for_a_session_that_is_being_opened(running: Running) -> None:
    late = booked(OTHER, follows_id=SESSION, reason=FollowUpReason.HIGH_STRESS)
    with ThreadPoolExecutor() as other:
        with running.transaction(SYSTEM) as tx:
            running.service.appointment_booked(late, tx)
            erasing = other.submit(running.do, "client_erased", booking.ClientErased(CLIENT, tx.now))
            tx.connection.execute(sa.text("SELECT pg_sleep(0.2)"))
            assert not erasing.done()
        erasing.result(timeout=10)
    with running.engine.connect() as connection:
        assert set(connection.scalars(sa.select(sessions.c.reason))) == {None}


def test_the_migrated_database_is_what_the_tables_say(running: Running) -> None:
    with running.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        theirs = {*event_core.tables, "alembic_version"}
        differences = [one for one in compare_metadata(context, metadata) if not is_about(one, theirs)]
    assert differences == []


def is_about(difference: Any, tables: set[str]) -> bool:
    """Whether a difference is about one of these tables."""
    subject = difference[1] if isinstance(difference, tuple) else None
    table = getattr(subject, "table", subject)
    return getattr(table, "name", None) in tables


def test_two_writers_of_one_note_at_the_same_moment_make_one_version_and_one_clash(running: Running) -> None:
    running.do("start_session", requests.StartSession(SESSION), AINO)

    def write(text: str) -> str:
        try:
            running.do("write_note", requests.WriteNote(SESSION, Phase.STRESS, text, 0), AINO)
        except Refusal as refusal:
            return refusal.code
        return "kept"

    with ThreadPoolExecutor(4) as writers:
        outcomes = sorted(writers.map(write, ["yksi", "kaksi", "kolme", "neljä"]))
    assert outcomes == ["kept", "note_changed", "note_changed", "note_changed"]


def test_an_erasure_that_meets_a_rating_leaves_nothing_of_it(running: Running) -> None:
    with ThreadPoolExecutor(1) as other:
        with running.transaction(HERSELF) as tx:
            running.service.rate_stress(requests.RateStress(SESSION, 5), tx)
            erasing = other.submit(running.do, "client_erased", booking.ClientErased(CLIENT, tx.now))
            tx.connection.execute(sa.text("SELECT pg_sleep(0.2)"))
            assert not erasing.done()
        erasing.result(timeout=10)
    assert running.do("session", requests.Session(SESSION), AINO).stress == ()
    with pytest.raises(Refusal, match="client_erased"):
        running.do("rate_stress", requests.RateStress(SESSION, 5), AINO)


BROKEN: list[Callable[[], sa.Executable]] = [
    lambda: sa.text("UPDATE sessions SET state = 'paused'"),
    lambda: sa.text("UPDATE sessions SET ends_at = starts_at"),
    lambda: sa.text("UPDATE sessions SET student_ids = '{}'"),
    lambda: sa.text("UPDATE sessions SET state = 'under_way'"),
    lambda: sa.text("UPDATE sessions SET state = 'closed', started_at = now()"),
    lambda: sa.text("UPDATE sessions SET debriefed_at = now(), debriefed_by = lecturer_id"),
    lambda: sa.text("UPDATE sessions SET alert_state = 'raised'"),
    lambda: sa.text("UPDATE sessions SET follow_up_state = 'requested'"),
    lambda: sa.insert(note_revisions).values(
        session_id=SESSION, phase="stress", version=0, text="", noted_at=sa.func.now()
    ),
    lambda: sa.text(
        "INSERT INTO stress_ratings (session_id, rating_id, level, rated_at, rated_by, scale_version, threshold)"
        " SELECT session_id, gen_random_uuid(), 6, now(), 'client', 'source-1', 4 FROM sessions"
    ),
    lambda: sa.text(
        "INSERT INTO circles (session_id, kind, productive_minutes, leisure_minutes, self_care_minutes, recorded_at)"
        " SELECT session_id, 'ideal', 480, 480, 481, now() FROM sessions"
    ),
    lambda: sa.text(
        "INSERT INTO circles (session_id, kind, productive_minutes, leisure_minutes, self_care_minutes, recorded_at)"
        " SELECT session_id, 'ideal', -1, 1, 1440, now() FROM sessions"
    ),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_the_database_itself_refuses_what_no_session_can_be(
    running: Running, broken: Callable[[], sa.Executable]
) -> None:
    with pytest.raises(IntegrityError), running.engine.begin() as connection:
        connection.execute(broken())
