"""`hyke events reconcile`: what is missing is named, sent again, and the end tells programs how it stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from deploy.cli import main
from deploy.host.service_discovery import service_class, service_names
from deploy.operator import reconcile
from deploy.operator.reconcile import held_at
from shared.contracts.cloudevents import CONTENT_TYPE, UNKNOWN, encode
from shared.contracts.events.session import SessionStarted
from shared.db import engine_for
from shared.messaging.broker.port import QueueContents
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.runtime.topology import handlers_of
from shared.messaging.storage import subscriptions
from shared.messaging.storage.event_ids import new_event_id
from shared.messaging.storage.subscriptions import HandlerBinding
from shared.messaging.storage.tables import hearings as hearings_table
from shared.messaging.storage.tables import inbox, outbox
from tests.conftest import FreshDatabase

TYPE = "booking.appointment_booked.v1"
LONG_AGO = datetime.now(UTC) - timedelta(days=300)


class Stack:
    """Every service's database, and an operator at the command line."""

    def __init__(self, fresh: FreshDatabase) -> None:
        urls = {name: fresh(name) for name in service_names()}
        self.environment = {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        self.engines = {name: engine_for(url) for name, url in urls.items()}
        self.heard: dict[str, Sequence[HandlerBinding]] = {name: handlers_of(service_class(name)) for name in urls}
        for name, engine in self.engines.items():
            with engine.begin() as connection:
                subscriptions.note(connection, self.heard[name])
                connection.execute(sa.update(hearings_table).values(since=LONG_AGO))

    def types(self, *arguments: str, **environment: str | None) -> Result:
        """What `hyke events reconcile …` does."""
        known = {**self.environment, "AMQP_URL": None, **environment}
        return CliRunner().invoke(main, ["events", "reconcile", *arguments], env=known)

    def happened(self, count: int, lacking: str = "") -> list[UUID]:
        """Appointments were booked two hours ago, and everybody heard but one service."""
        at = datetime.now(UTC) - timedelta(hours=2)
        ids = [new_event_id(at) for _ in range(count)]
        told = {"type": TYPE, "subject": "s", "payload": "{}", "created_at": at, "published_at": at}
        self.write("booking", outbox, [{"event_id": event_id, **told} for event_id in ids])
        for name, pairs in self.heard.items():
            handlers = [handler for handler, type in pairs if type == TYPE and name != lacking]
            rows = [{"handler": each, "event_id": event_id, "type": TYPE} for each in handlers for event_id in ids]
            if rows:
                self.write(name, inbox, rows)
        return ids

    def write(self, service: str, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
        """Rows of a service."""
        with self.engines[service].begin() as connection:
            connection.execute(table.insert(), list(rows))

    def finds(self, service: str, query: str) -> list[tuple[object, ...]]:
        """What a service's database says."""
        with self.engines[service].connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]


@pytest.fixture
def stack(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A stack whose services are down, so that the second look may follow the first at once."""
    monkeypatch.setattr(reconcile, "PAUSE", 0.05)
    found = Stack(fresh_database)
    yield found
    for engine in found.engines.values():
        engine.dispose()


def test_a_stack_where_everything_took_effect_ends_with_0(stack: Stack) -> None:
    stack.happened(3)
    done = stack.types()
    assert done.exit_code == 0
    assert "Balanced: every event" in done.stdout
    told = json.loads(stack.types("--json").stdout)
    booked = [each for each in told["handlers"] if each["type"] == TYPE]
    assert {each["service"] for each in booked} >= {"notification", "session"}
    assert {(each["events"], each["effects"]) for each in booked} == {(3, 3)}


def test_a_missing_event_is_named_and_sent_again_and_who_did_it_is_kept(stack: Stack) -> None:
    stack.happened(2)
    (lost,) = stack.happened(1, lacking="notification")
    done = stack.types()
    assert done.exit_code == 1
    assert f"missing: {TYPE} for notification.appointment_booked: {lost}" in done.stdout
    assert "The queues of notification could not be looked into: age alone decided." in done.stdout
    assert json.loads(stack.types("--json").stdout)["balanced"] is False

    healed = stack.types("--republish", "--by", "maarit", "--why", "a queue was deleted")
    assert healed.exit_code == 1
    assert "booking: 1 sent again" in healed.stderr
    assert stack.finds("booking", "SELECT event_id FROM outbox WHERE published_at IS NULL") == [(lost,)]
    acts = stack.finds("booking", "SELECT act, actor, handler, event_id, type, why FROM desk_acts")
    assert acts == [
        ("republish", "maarit", "notification.appointment_booked", lost, TYPE, "a queue was deleted"),
    ]
    assert stack.types().exit_code == 0  # on its way
    assert "sent again" not in stack.types("--republish", "--by", "maarit").stderr


def test_a_surplus_is_named_until_somebody_takes_note_of_it_with_a_reason(stack: Stack) -> None:
    first, second, third = foreign = sorted(uuid4() for _ in range(3))
    rows = [{"handler": "appointment_booked", "event_id": each, "type": TYPE} for each in foreign]
    stack.write("notification", inbox, rows)
    assert f"surplus: {TYPE} for notification.appointment_booked, in no outbox: {first}" in stack.types().stdout

    assert stack.types("--acknowledge", str(first), "--by", "maarit").exit_code == 2
    assert stack.types("--acknowledge", "the first", "--why", "restored", "--by", "maarit").exit_code == 2
    refused = stack.types("--acknowledge", str(uuid4()), "--why", "restored", "--by", "maarit")
    assert (refused.exit_code, "no surplus" in refused.stderr) == (1, True)
    assert stack.types("--acknowledge", str(first), "--why", "restored", "--by", "maarit").exit_code == 1

    rest = stack.types("--acknowledge", "all", "--why", "restored", "--by", "maarit")
    assert (rest.exit_code, "2 effects acknowledged" in rest.stderr) == (0, True)
    noted = stack.finds("notification", "SELECT event_id, actor, why FROM acknowledged_surplus ORDER BY event_id")
    assert noted == [(each, "maarit", "restored") for each in foreign]
    assert f"acknowledged: {TYPE} for notification.appointment_booked: {first}" in stack.types().stdout
    assert second != third


def test_a_database_that_is_not_known_or_away_is_named_and_never_balanced(stack: Stack) -> None:
    unknown = stack.types(NOTIFICATION_DATABASE_URL=None)
    assert unknown.exit_code == 1
    assert "not read: notification: NOTIFICATION_DATABASE_URL does not say where it is" in unknown.stdout
    assert "Incomplete" in unknown.stdout
    away = stack.types(SESSION_DATABASE_URL="postgresql+psycopg://nobody:x@127.0.0.1:1/session")
    assert away.exit_code == 1
    assert "not read: session: " in away.stdout


@pytest.mark.parametrize("since", ["yesterday", "31d", "2020-01-01", "7x"])
def test_a_window_that_is_none_or_reaches_beyond_what_is_kept_is_a_usage_error(stack: Stack, since: str) -> None:
    assert stack.types("--since", since).exit_code == 2


def test_a_window_may_be_a_span_or_a_date(stack: Stack) -> None:
    (lost,) = stack.happened(1, lacking="session")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    assert str(lost) in stack.types("--since", str(yesterday)).stdout
    assert stack.types("--since", "90m").exit_code == 0


def test_a_broker_that_is_away_leaves_age_to_decide(stack: Stack) -> None:
    (lost,) = stack.happened(1, lacking="session")
    done = stack.types(AMQP_URL="amqp://guest:guest@127.0.0.1:1/")
    assert done.exit_code == 1
    assert str(lost) in done.stdout
    assert "The queues of session could not be looked into" in done.stdout


def test_the_journal_of_a_demo_tells_which_events_wait(tmp_path: Path) -> None:
    event_id = new_event_id(datetime.now(UTC))
    event = SessionStarted(session_id=uuid4(), client_id=uuid4(), started_at=datetime.now(UTC))
    body = encode(event, event_id, "urn:hyke:demo:session", datetime.now(UTC), "1", UNKNOWN)
    with closing(sqlite3.connect(tmp_path / "broker.sqlite")) as journal, journal:
        journal.execute("CREATE TABLE waiting (number INTEGER, queue TEXT, body BLOB, content_type TEXT)")
        rows = [(1, "booking", body.encode(), CONTENT_TYPE), (2, "session", b"nonsense", CONTENT_TYPE)]
        journal.executemany("INSERT INTO waiting VALUES (?, ?, ?, ?)", rows)
    held = held_at(None, tmp_path)
    assert held("booking") == QueueContents(0, ids=frozenset({event_id}))
    assert held("session") == QueueContents(0, ids=frozenset())
    with pytest.raises(BrokerUnavailable):
        held_at(None, tmp_path / "elsewhere")("booking")
