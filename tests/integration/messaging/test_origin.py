"""An event that does not come from where its type says takes no effect, and is put aside for a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from shared.messaging.storage.event_ids import new_event_id
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import World

OURS = "urn:hyke:test:trial"
PLANTED = """
    INSERT INTO outbox (event_id, type, subject, payload)
    VALUES (:id, 'trial.counted.v1', 'planted', :payload)
    """


@in_green
def test_an_event_of_another_stack_or_service_is_parked_and_takes_no_effect(world: World) -> None:
    world.start()
    for number, source in enumerate(("urn:hyke:other:trial", "urn:hyke:test:booking", "urn:x"), start=1):
        plant(world, number, source, new_event_id(datetime.now(UTC)))
    world.emit(7)
    world.eventually(lambda: world.effects() == [7])
    world.eventually(lambda: parked(world) == [("foreign_source", "dead")] * 3)
    assert world.effects() == [7]


@in_green
def test_an_event_with_an_id_that_nobody_here_makes_is_parked_and_takes_no_effect(world: World) -> None:
    world.start()
    plant(world, 1, OURS, uuid4())
    plant(world, 3, OURS, new_event_id(datetime.now(UTC) + timedelta(hours=2)))
    plant(world, 5, OURS, new_event_id(datetime.now(UTC)))
    world.eventually(lambda: world.effects() == [5])
    world.eventually(lambda: parked(world) == [("foreign_id", "dead")] * 2)


@in_green
def test_a_foreign_event_that_is_replayed_is_put_aside_again(world: World) -> None:
    world.start()
    plant(world, 1, "urn:hyke:other:trial", new_event_id(datetime.now(UTC)))
    world.eventually(lambda: parked(world) == [("foreign_source", "dead")])
    world.run("UPDATE parked SET state = 'waiting', next_at = now()")
    world.run("SELECT pg_notify('hyke_parked', '')")
    world.eventually(lambda: world.rows("SELECT 1 FROM parked WHERE attempts = 1 AND state = 'dead'") == [1])
    assert world.effects() == []


def plant(world: World, number: int, source: str, id: UUID) -> None:
    """An event on its way that our own outbox did not write like this."""
    payload = {
        "specversion": "1.0",
        "id": str(id),
        "source": source,
        "type": "trial.counted.v1",
        "subject": str(world.counter),
        "time": "2026-11-24T09:00:00Z",
        "data": {"counter_id": str(world.counter), "number": number},
    }
    world.run(PLANTED, id=id, payload=json.dumps(payload))


def parked(world: World) -> list[tuple[str, str]]:
    """Why events are aside, and how they stand."""
    return world.rows("SELECT reason, state FROM parked ORDER BY id")
