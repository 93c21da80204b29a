"""What an operator does about a parked event takes effect once, in its subject's order, and is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from shared.messaging.dead_letters import actions
from shared.messaging.dead_letters.listing import Filters, acts, list_parked, standing
from shared.messaging.storage import parked
from shared.messaging.storage.event_ids import new_event_id
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import World

CLOUDEVENT = "application/cloudevents+json"


@in_green
def test_a_dead_event_replayed_after_the_handler_is_mended_takes_effect_once_and_its_followers_after_it(
    world: World,
) -> None:
    world.start()
    dead_at(world, 1)
    world.emit(3, 5)
    world.eventually(lambda: behind(world) == 4)  # each for two handlers
    world.run("DELETE FROM faults")
    assert replay(world, first(world)) == ["replayed"]
    world.eventually(lambda: world.effects("all_told") == [1, 3, 5])
    world.eventually(lambda: world.effects() == [1, 3, 5])
    assert open_numbers(world) == []
    assert [(act.act, act.actor, act.why) for act in done_at(world)] == [("replay", "maarit", "mended")]


@in_green
def test_a_replayed_event_that_still_fails_is_given_all_its_attempts_again(world: World) -> None:
    world.start()
    dead_at(world, 1)
    replay(world, first(world))
    told = "SELECT state, attempts, forgiven FROM parked WHERE handler = 'counted'"
    world.eventually(lambda: world.rows(told) == [("dead", 6, 3)])


@in_green
def test_what_is_due_or_no_longer_open_is_not_replayed_and_nothing_is_noted(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.stop(world.containers[0])
    number = first(world)
    assert replay(world, number, number + 1000) == ["replayed", "unknown"]
    assert replay(world, number) == ["due"]
    world.run("DELETE FROM faults")
    world.start()
    world.eventually(lambda: open_numbers(world) == [])
    assert replay(world, number) == ["done"]
    assert discard(world, number) == ["done"]
    assert len(done_at(world)) == 1


@in_green
def test_a_discarded_event_never_takes_effect_even_if_delivered_again_and_lets_its_followers_go(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.emit(3)
    world.eventually(lambda: behind(world) == 2)
    assert discard(world, first(world)) == ["discarded"]
    world.eventually(lambda: world.effects() == [3])
    world.run("DELETE FROM faults")
    world.run("UPDATE outbox SET published_at = NULL")
    world.eventually(lambda: world.rows("SELECT count(*) FROM outbox WHERE published_at IS NULL") == [0])
    world.emit(5)
    world.eventually(lambda: world.effects() == [3, 5])
    assert world.rows("SELECT state FROM parked WHERE handler = 'counted' ORDER BY id") == ["discarded", "done"]
    assert discard(world, first(world, "discarded")) == ["discarded_before"]
    assert [(act.act, act.why) for act in done_at(world)] == [("discard", "no longer true")]


@in_green
def test_many_operators_at_once_replay_an_event_once(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.stop(world.containers[0])
    number, results = first(world), []
    presses = [Thread(target=lambda: results.extend(replay(world, number))) for _ in range(8)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert sorted(results)[-1] == "replayed"
    assert set(sorted(results)[:-1]) <= {"due", "busy"}
    assert len(done_at(world)) == 1


@in_green
def test_what_another_transaction_has_in_hand_is_left_alone_without_waiting(world: World) -> None:
    world.start()
    dead_at(world, 1)
    number = first(world)
    with world.engine.begin() as other:
        other.execute(sa.text("SELECT 1 FROM parked FOR UPDATE"))
        assert replay(world, number) == ["busy"]
        assert discard(world, number) == ["busy"]
    assert done_at(world) == []


@in_green
def test_a_failure_that_comes_in_after_a_replay_does_not_undo_it(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.stop(world.containers[0])
    number = first(world)
    world.run("UPDATE parked SET state = 'waiting', next_at = clock_timestamp() + interval '5 minutes'")
    replay(world, number)
    with world.engine.begin() as late:
        parked.failed(late, number, 0, "handler_failed", "late", None)
    assert replay(world, number) == ["due"]


@in_green
def test_an_event_of_an_unknown_type_replayed_once_it_is_known_goes_to_each_handler_once(world: World) -> None:
    world.start()
    event_id, counter = new_event_id(datetime.now(UTC)), uuid4()
    put(world, event(event_id, counter, type="trial.counted.v9"), event_id, "unknown_version")
    put(world, event(event_id, counter, type="trial.counted.v9"), None, "not_json")
    replay(world, *open_numbers(world))
    unread = "SELECT count(*) FROM parked WHERE state = 'dead' AND attempts = 1 AND reason = 'unknown_version'"
    world.eventually(lambda: world.rows(unread) == [2])
    world.run("UPDATE parked SET raw = :raw", raw=event(event_id, counter, type="trial.counted.v1"))  # an upgrade
    replay(world, *open_numbers(world))
    world.eventually(lambda: world.effects("all_told") == [7] and world.effects() == [7])
    world.eventually(lambda: open_numbers(world) == [])


@in_green
def test_an_event_that_no_handler_hears_any_more_is_dead_and_not_done(world: World) -> None:
    world.start()
    event_id = new_event_id(datetime.now(UTC))
    put(world, event(event_id, uuid4()), event_id, "handler_failed", handler="renamed")
    replay(world, *open_numbers(world))
    told = "SELECT state, error FROM parked WHERE reason = 'unheard'"
    world.eventually(lambda: world.rows(told) == [("dead", "trial has no handler renamed for trial.counted.v1")])


@in_green
def test_the_list_says_what_waits_behind_what(world: World) -> None:
    world.start()
    dead_at(world, 1)
    other = uuid4()
    world.run("INSERT INTO faults VALUES (9)")
    world.emit(3)
    world.emit(9, counter=other)
    world.eventually(lambda: behind(world) == 2 and len(world.rows("SELECT DISTINCT subject FROM parked")) == 2)
    with world.engine.connect() as connection:
        found = list_parked(connection)
        assert standing(connection).dead >= 1
        only = list_parked(connection, Filters(("dead",), "trial.counted.v1"))
        assert list_parked(connection, Filters(type="trial.other.v1")) == []
    mine = [entry for entry in found if entry.subject == str(world.counter)]
    head = mine[0]
    assert (head.behind, head.waits_for) == (len(mine) - 1, None)
    assert {(entry.behind, entry.waits_for) for entry in mine[1:]} == {(0, head.id)}
    assert [entry.waits_for is None for entry in found] == sorted(entry.waits_for is None for entry in found)[::-1]
    assert head.id in {entry.id for entry in only}


def dead_at(world: World, number: int) -> None:
    """Have an event fail until it is given up."""
    world.run("INSERT INTO faults VALUES (:number)", number=number)
    world.emit(number)
    world.eventually(lambda: world.rows("SELECT state FROM parked WHERE handler = 'counted'") == ["dead"])


def first(world: World, state: str = "dead") -> int:
    numbers: list[int] = world.rows("SELECT id FROM parked WHERE state = :state ORDER BY id", state=state)
    return numbers[0]


def open_numbers(world: World) -> list[int]:
    return world.rows("SELECT id FROM parked WHERE state IN ('waiting', 'dead') ORDER BY id")


def behind(world: World) -> int:
    """How many wait behind an earlier one."""
    return len(world.rows("SELECT id FROM parked WHERE reason = 'behind'"))


def replay(world: World, *ids: int) -> list[str]:
    with world.engine.begin() as connection:
        return [each.result for each in actions.replay(connection, ids, "maarit", "mended")]


def discard(world: World, *ids: int) -> list[str]:
    with world.engine.begin() as connection:
        return [each.result for each in actions.discard(connection, ids, "maarit", "no longer true")]


def done_at(world: World) -> list[Any]:
    with world.engine.connect() as connection:
        return acts(connection)


def event(event_id: UUID, counter: UUID, type: str = "trial.counted.v1") -> bytes:
    """A counter that went to seven, as it comes over the wire."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(event_id),
            "source": "urn:hyke:test:trial",
            "type": type,
            "subject": str(counter),
            "time": "2026-11-24T10:00:00Z",
            "data": {"counter_id": str(counter), "number": 7},
        }
    ).encode()


def put(world: World, raw: bytes, event_id: UUID | None, reason: str, handler: str = "") -> None:
    """Park an event by hand."""
    parking = parked.ParkRequest(handler, event_id, "trial.counted.v1", None, raw, CLOUDEVENT, reason, "e", 0, None)
    with world.engine.begin() as connection:
        parked.put(connection, parking)
