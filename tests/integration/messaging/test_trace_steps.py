"""What a service tells of a trace, from rows as the event core and notification write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from deploy.host.service_discovery import service_names
from deploy.operator import trace_reader
from deploy.operator.service_databases import Databases
from deploy.operator.trace_tree import tree
from services.notification.adapters.messages import row_of
from services.notification.adapters.tables import message as messages
from services.notification.domain.message import MessageState
from services.notification.domain.template import Template
from shared.messaging.storage import tables
from shared.messaging.tracing import lookup
from shared.messaging.tracing.entries import Wanted
from shared.tracing import Span, handler_span
from tests.conftest import FreshDatabase
from tests.unit.notification.samples import message

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
TRACE = "0af7651916cd43dd8448eb211c80319c"
COMMAND = Span(TRACE, "b7ad6b7169203331")
ALERTED = "notification.lecturer_alerted.v1"
STRESS = "session.high_stress_detected.v1"
HANDLER = "high_stress_detected"


@dataclass
class Kept:
    """Two services' databases, and rows planted in them."""

    databases: dict[str, str]
    engines: dict[str, sa.Engine]

    def plant(self, service: str, table: sa.Table, **values: object) -> None:
        """A row."""
        with self.engines[service].begin() as connection:
            connection.execute(sa.insert(table).values(values))

    def event(self, service: str, type: str, parent: Span | None, cause: UUID | None = None, **more: object) -> UUID:
        """An event in the outbox."""
        id = uuid4()
        told = {
            "id": str(id),
            "correlationid": "click-1",
            "traceparent": parent.traceparent if parent else None,
            "causationid": str(cause) if cause else None,
        }
        payload = json.dumps({name: value for name, value in told.items() if value}, separators=(",", ":"))
        trace_id = UUID(parent.trace_id) if parent else None
        row = {"event_id": id, "type": type, "subject": "7", "payload": payload, "trace_id": trace_id, "created_at": AT}
        self.plant(service, tables.outbox, **row | more)
        return id

    def read(self, id: str) -> trace_reader.Reading:
        """As `hyke trace` reads it."""
        away = tuple(name for name in service_names() if name not in self.databases)
        return trace_reader.read(Databases(self.databases, away), id)


@pytest.fixture
def kept(fresh_database: FreshDatabase) -> Iterator[Kept]:
    databases = {name: fresh_database(name) for name in ("session", "notification")}
    engines = {name: sa.create_engine(url) for name, url in databases.items()}
    yield Kept(databases, engines)
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def stress(kept: Kept) -> UUID:
    """A command and its event."""
    kept.plant(
        "session",
        tables.command_receipts,
        key="k",
        request="session.rate_stress",
        request_hash="h",
        traceparent=COMMAND.traceparent,
        trace_id=UUID(TRACE),
        received_at=AT,
    )
    return kept.event("session", STRESS, COMMAND, published_at=AT + timedelta(milliseconds=2))


def aside(kept: Kept, event_id: UUID, state: str, **more: object) -> dict[str, object]:
    """What is told of notification's handler once the event was parked there."""
    values = {"handler": HANDLER, "event_id": event_id, "raw": b"{}", "reason": "handler_failed", "error": "Error: 7"}
    kept.plant("notification", tables.parked, **values | {"state": state, "attempts": 3, "parked_at": AT} | more)
    (step,) = [each for each in kept.read(TRACE).steps if each.name == f"notification.{HANDLER}"]
    return {**step.facts, **step.times}


def test_an_event_that_nobody_heard_yet_is_awaited_by_those_who_are_to_hear_it(kept: Kept, stress: UUID) -> None:
    assert {step.name: step.facts["state"] for step in kept.read(TRACE).steps if step.kind == "handler"} == {
        f"notification.{HANDLER}": "not heard yet",
        f"booking.{HANDLER}": "not known: its database did not answer",
    }


def test_a_handler_is_not_awaited_for_what_happened_before_it_began_to_hear(kept: Kept, stress: UUID) -> None:
    kept.plant("notification", tables.hearings, handler=HANDLER, type=STRESS, since=AT + timedelta(seconds=1))
    assert f"notification.{HANDLER}" not in {step.name for step in kept.read(TRACE).steps}


def test_what_a_handler_did_is_beneath_it_and_beneath_the_event_that_it_heard(kept: Kept, stress: UUID) -> None:
    work = handler_span(COMMAND.traceparent, stress, f"notification.{HANDLER}")
    assert work is not None
    kept.plant("notification", tables.inbox, handler=HANDLER, event_id=stress, type=STRESS, heard_at=AT)
    kept.event("notification", ALERTED, work, stress, is_unrouted=True, published_at=AT)
    sent = replace(message(Template.ALERT), traceparent=work.traceparent, created_at=AT, attempts=2)
    sent = replace(sent, state=MessageState.SENT, sent_at=AT + timedelta(seconds=1))
    kept.plant("notification", messages, **row_of(sent))
    (root,) = tree(kept.read(TRACE).steps)
    (event,) = root.children
    handler = next(node for node in event.children if node.step.service == "notification")
    assert (root.step.name, event.step.name) == ("session.rate_stress", STRESS)
    assert {node.step.name for node in handler.children} == {ALERTED, "alert"}
    assert {str(node.step.facts["state"]) for node in handler.children} == {"nobody hears it", "sent"}


def test_a_parked_event_tells_why_how_often_and_when_next_but_not_its_error(kept: Kept, stress: UUID) -> None:
    next_at = AT + timedelta(minutes=1)
    told = aside(kept, stress, "waiting", next_at=next_at)
    assert told == {
        "state": "waiting",
        "reason": "handler_failed",
        "attempts": 3,
        "parked": AT,
        "next try": next_at,
    }


def test_a_dead_event_has_no_next_try(kept: Kept, stress: UUID) -> None:
    assert aside(kept, stress, "dead") == {"state": "dead", "reason": "handler_failed", "attempts": 3, "parked": AT}


def test_a_discarded_event_tells_when(kept: Kept, stress: UUID) -> None:
    ended_at = AT + timedelta(hours=1)
    assert aside(kept, stress, "discarded", ended_at=ended_at)["discarded"] == ended_at


def test_an_event_that_took_effect_at_a_later_attempt_tells_both(kept: Kept, stress: UUID) -> None:
    later = AT + timedelta(seconds=9)
    kept.plant("notification", tables.inbox, handler=HANDLER, event_id=stress, type=STRESS, heard_at=later)
    told = aside(kept, stress, "done", ended_at=later)
    assert (told["state"], told["parked"], told["heard"], told["attempts"]) == ("heard", AT, later, 3)


def test_an_event_of_a_handler_that_is_no_longer_declared_is_told_all_the_same(kept: Kept, stress: UUID) -> None:
    for handler in ("aaa", "former", "zzz"):
        kept.plant("notification", tables.inbox, handler=handler, event_id=uuid4(), type="x", heard_at=AT)
    kept.plant("notification", tables.inbox, handler="former", event_id=stress, type=STRESS, heard_at=AT)
    assert "notification.former" in {step.name for step in kept.read(TRACE).steps}


def test_events_from_before_there_were_traces_are_found_and_put_together_by_their_causes(kept: Kept) -> None:
    first = kept.event("session", STRESS, None)
    kept.plant("notification", tables.inbox, handler=HANDLER, event_id=first, type=STRESS, heard_at=AT)
    kept.event("notification", ALERTED, None, first)
    for id in (str(first), "click-1"):
        (event,) = tree(kept.read(id).steps)
        assert event.step.name == STRESS
        heard = next(node for node in event.children if node.step.name == f"notification.{HANDLER}")
        assert [child.step.name for child in heard.children] == [ALERTED]


def test_looking_through_every_event_ends_after_its_time_and_the_service_is_missing(
    kept: Kept, stress: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PATIENCE", 1)
    with kept.engines["session"].begin() as busy:
        busy.execute(sa.text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
        with kept.engines["session"].connect() as other, pytest.raises(OperationalError):
            lookup.by_correlation(other, "click-1")


def test_a_correlation_id_is_not_found_in_the_words_of_another_event(kept: Kept) -> None:
    quoted = json.dumps({"correlationid": "other", "data": {"reason": '"correlationid":"click-1"'}})
    kept.event("session", STRESS, None, payload=quoted)
    with kept.engines["session"].connect() as connection:
        assert lookup.by_correlation(connection, "click-1") == Wanted()


def test_a_database_without_the_newest_migration_is_missing_and_not_silent(kept: Kept, stress: UUID) -> None:
    with kept.engines["notification"].begin() as connection:
        connection.execute(sa.text("DROP TABLE hearings"))
    found = kept.read(TRACE)
    assert "notification" in found.missing
    assert 'relation "hearings" does not exist' in found.missing["notification"]
    assert {step.name for step in found.steps if step.service == "session"} >= {"session.rate_stress", STRESS}
