"""What is old and done goes, what is young or open stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from shared.db import engine_for
from shared.messaging.kernel.options import MessagingOptions
from shared.messaging.operations import pruning
from shared.messaging.operations.pruning import prune
from shared.messaging.reconciliation.reconcile import WINDOW
from shared.messaging.storage.event_ids import new_event_id
from shared.messaging.storage.tables import command_receipts, inbox, outbox, parked
from tests.conftest import FreshDatabase
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import QUICK, World

NOW = datetime.now(UTC)
PLAN = MessagingOptions()
OLD, AGED, YOUNG = NOW - timedelta(days=100), NOW - timedelta(days=60), NOW - timedelta(days=2)


@pytest.fixture
def engine(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A service's database, pruned in batches of three."""
    monkeypatch.setattr(pruning, "BATCH", 3)
    found = engine_for(fresh_database("session"))
    yield found
    found.dispose()


def add(engine: Engine, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
    """Write rows."""
    with engine.begin() as connection:
        connection.execute(table.insert(), list(rows))


def left(engine: Engine, column: sa.Column[object]) -> list[object]:
    """What is there after pruning, in its order."""
    assert sum(count for _, count in prune(engine, PLAN)) >= 0
    with engine.connect() as connection:
        return list(connection.execute(sa.select(column).order_by(column)).scalars())


def sent(event_id: UUID, made: datetime, published: datetime | None) -> dict[str, object]:
    """An outbox row."""
    told = {"type": "t", "subject": "s", "payload": "{}"}
    return {"event_id": event_id, "created_at": made, "published_at": published, **told}


def heard(event_id: UUID, at: datetime, handler: str = "h") -> dict[str, object]:
    """An inbox row."""
    return {"handler": handler, "event_id": event_id, "type": "t", "heard_at": at}


def aside(event_id: UUID, state: str, parked_at: datetime, ended_at: datetime | None) -> dict[str, object]:
    """A parked row."""
    told = {"handler": "h", "type": "t", "raw": b"", "reason": "", "error": ""}
    return {"event_id": event_id, "state": state, "parked_at": parked_at, "ended_at": ended_at, **told}


def test_an_outbox_forgets_what_was_published_long_ago_whatever_its_id(engine: Engine) -> None:
    gone = [sent(make(), OLD, OLD) for make in (uuid4, lambda: new_event_id(OLD)) for _ in range(5)]
    due = [sent(new_event_id(OLD), OLD, None) for _ in range(4)]
    again, young = sent(new_event_id(OLD), OLD, YOUNG), sent(uuid4(), YOUNG, YOUNG)
    add(engine, outbox, [*due, *gone[:7], again, *gone[7:], young])
    stays = {row["event_id"] for row in (*due, again, young)}
    assert set(left(engine, outbox.c.event_id)) == stays


def test_an_inbox_forgets_later_than_an_outbox_and_by_when_it_heard(engine: Engine) -> None:
    gone = [heard(make(), OLD, handler) for make in (uuid4, lambda: new_event_id(OLD)) for handler in "ab" * 4]
    aged = [heard(new_event_id(AGED), AGED), heard(uuid4(), AGED)]
    late, young = heard(new_event_id(OLD), YOUNG), heard(new_event_id(YOUNG), YOUNG)
    add(engine, inbox, [*gone, *aged, late, young])
    stays = {row["event_id"] for row in (*aged, late, young)}
    assert set(left(engine, inbox.c.event_id)) == stays


def test_an_inbox_knows_what_is_still_parked_for_as_long_as_it_is(engine: Engine) -> None:
    open_id, done_id = new_event_id(OLD), new_event_id(OLD)
    add(engine, inbox, [heard(open_id, OLD), heard(done_id, OLD)])
    add(engine, parked, [aside(open_id, "dead", OLD, None), aside(done_id, "done", OLD, YOUNG)])
    assert left(engine, inbox.c.event_id) == [open_id]


def test_parked_events_go_once_they_have_been_over_for_long_and_open_ones_never(engine: Engine) -> None:
    gone = [aside(uuid4(), state, OLD, OLD) for state in ("done", "discarded") for _ in range(4)]
    kept = [aside(uuid4(), state, OLD, None) for state in ("waiting", "dead", "dead", "dead")]
    just = aside(uuid4(), "done", OLD, YOUNG)
    add(engine, parked, [*kept, *gone, just])
    assert set(left(engine, parked.c.event_id)) == {row["event_id"] for row in (*kept, just)}


def test_receipts_go_after_a_week(engine: Engine) -> None:
    week, day = NOW - timedelta(days=8), NOW - timedelta(days=1)
    told = {"request": "r", "request_hash": "h", "reply": "{}"}
    rows = [{"key": f"old-{number}", "received_at": week, **told} for number in range(7)]
    add(engine, command_receipts, [*rows, {"key": "young", "received_at": day, **told}])
    assert left(engine, command_receipts.c.key) == ["young"]


def test_reconciling_looks_no_further_back_than_is_kept_and_an_event_sent_again_is_known() -> None:
    assert PLAN.outbox_retention > WINDOW
    assert PLAN.parked_retention > WINDOW
    with pytest.raises(ValueError, match="twice"):
        replace(PLAN, outbox_retention=timedelta(days=46))


@in_green
def test_the_leader_prunes(world: World) -> None:
    world.run(
        """
        INSERT INTO outbox (event_id, type, subject, payload, created_at, published_at)
        SELECT gen_random_uuid(), 't', 's', '{}', now() - age, now() - age
        FROM unnest(CAST(ARRAY['40 days', '35 days', '5 days'] AS interval[])) AS age
        """
    )
    assert QUICK.outbox_retention == timedelta(days=30)
    world.start()
    world.eventually(lambda: world.rows("SELECT count(*) FROM outbox") == [1])
