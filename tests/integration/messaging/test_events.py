"""What is promised of events."""

from __future__ import annotations

import json
from uuid import uuid4

import eventlet

from shared.messaging.broker.factory import broker_for
from shared.messaging.broker.port import OutgoingMessage
from shared.messaging.runtime.topology import listeners
from shared.messaging.runtime.transaction import transactions_of
from tests.integration.messaging.green import in_green
from tests.integration.messaging.trial import Counted, Shouted, Trial
from tests.integration.messaging.world import World


@in_green
def test_a_published_event_is_heard_once_by_each_handler(world: World) -> None:
    world.start()
    world.emit(1, 2, 3)
    world.eventually(lambda: len(world.effects("all_told")) == 4)
    assert world.effects() == [1, 2, 3]
    assert world.effects("all_told") == [1, 2, 3, 4]
    assert world.rows("SELECT count(*) FROM outbox WHERE published_at IS NULL") == [0]


@in_green
def test_an_event_is_heard_within_a_moment_of_its_commit(world: World) -> None:
    world.start()
    world.emit(1)
    world.eventually(lambda: world.effects() == [1], seconds=1.5)  # sooner than the poll


@in_green
def test_the_sequence_is_the_outbox_number_and_the_cause_travels(world: World) -> None:
    world.start()
    world.emit(2)
    world.eventually(lambda: 4 in world.effects("all_told"))
    (first, told), (_, caused) = world.rows("SELECT id, payload FROM outbox ORDER BY id")
    told, caused = json.loads(told), json.loads(caused)
    assert int(told["sequence"]) == first
    assert told["source"] == "urn:hyke:test:trial"
    assert told["subject"] == str(world.counter)
    assert caused["causationid"] == told["id"]
    assert caused["correlationid"] == told["correlationid"]


@in_green
def test_a_transaction_that_rolls_back_publishes_nothing(world: World) -> None:
    container = world.start()
    try:
        with transactions_of(container)() as tx:
            tx.emit(Counted(world.counter, 1))
            raise LookupError
    except LookupError:
        pass
    world.emit(3)
    world.eventually(lambda: world.effects() == [3])
    assert world.rows("SELECT count(*) FROM outbox") == [1]


@in_green
def test_the_same_event_twice_takes_effect_once(world: World) -> None:
    world.start()
    world.emit(1)
    world.eventually(lambda: len(world.effects("all_told")) == 1)
    event_id, payload = world.rows("SELECT event_id, payload FROM outbox")[0]
    letter = OutgoingMessage(str(event_id), "trial.counted.v1", payload.encode())
    publisher = broker_for(world.broker_url).publisher(listeners(), ())
    publisher.publish([letter, letter, letter])
    publisher.close()
    world.emit(3)
    world.eventually(lambda: 3 in world.effects("all_told"))
    assert world.effects() == [1, 3]


@in_green
def test_a_failing_event_is_parked_and_tried_again_and_later_ones_of_its_subject_wait(world: World) -> None:
    world.start()
    world.run("INSERT INTO faults VALUES (1)")
    other = uuid4()
    world.emit(1)
    world.eventually(lambda: world.rows("SELECT state FROM parked WHERE reason = 'handler_failed'"))
    world.emit(3)
    world.emit(5, counter=other)
    world.eventually(lambda: world.effects() == [5])
    assert "told to fail at 1" in world.rows("SELECT error FROM parked WHERE handler = 'counted' ORDER BY id")[0]
    world.run("DELETE FROM faults")
    world.eventually(lambda: world.effects() == [5, 1, 3])
    world.eventually(lambda: world.effects("all_told") == [5, 1, 3])
    world.eventually(lambda: set(world.rows("SELECT state FROM parked")) == {"done"})


@in_green
def test_an_event_that_keeps_failing_is_kept_as_dead_and_holds_its_subject(world: World) -> None:
    world.start()
    world.run("INSERT INTO faults VALUES (1)")
    world.emit(1, 3)
    world.eventually(lambda: "dead" in world.rows("SELECT state FROM parked"))
    assert world.rows("SELECT attempts FROM parked WHERE state = 'dead'") == [3]
    world.emit(5, counter=uuid4())
    world.eventually(lambda: world.effects() == [5])


@in_green
def test_what_cannot_be_understood_is_parked_with_its_bytes_and_a_reason(world: World) -> None:
    world.start()
    envelope = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:x",
        "type": "trial.counted.v9",
        "subject": "s",
        "time": "2026-01-01T00:00:00Z",
        "data": {},
    }
    bodies = [
        b"\xff\x00not json",
        b"[1]",
        json.dumps(envelope).encode(),
        json.dumps({**envelope, "id": str(uuid4()), "type": "trial.counted.v1"}).encode(),
        json.dumps({**envelope, "subject": "nul \x00"}).encode(),
    ]
    publisher = broker_for(world.broker_url).publisher(listeners(), ())
    publisher.publish([OutgoingMessage(str(uuid4()), "trial.counted.v1", body) for body in bodies])
    publisher.close()
    world.emit(1)
    world.eventually(lambda: world.effects() == [1])
    parked = world.rows("SELECT raw, reason, state FROM parked ORDER BY id")
    assert [bytes(raw) for raw, _, _ in parked] == bodies
    reasons = ["not_json", "not_cloudevent", "unknown_version", "invalid_data", "not_cloudevent"]
    assert [reason for _, reason, _ in parked] == reasons
    assert {state for _, _, state in parked} == {"dead"}


@in_green
def test_an_event_that_nobody_hears_is_marked_and_blocks_nothing(world: World) -> None:
    container = world.start()
    with transactions_of(container)() as tx:
        tx.emit(Shouted(world.counter))
    world.emit(1)
    world.eventually(lambda: world.effects() == [1])
    unrouted = "SELECT is_unrouted FROM outbox WHERE published_at IS NOT NULL ORDER BY id"
    assert world.rows(unrouted) == [True, False]


@in_green
def test_every_replica_overhears_what_passes(world: World) -> None:
    world.start()
    world.start()
    world.emit(7)
    world.eventually(lambda: Trial.overheard == [7, 7])
    world.eventually(lambda: world.effects() == [7])


@in_green
def test_what_overhears_an_event_is_in_its_trace(world: World) -> None:
    container = world.start()
    with transactions_of(container)() as tx:
        tx.emit(Counted(world.counter, 7))
    world.eventually(lambda: Trial.told_by)
    ((correlation_id, span),) = Trial.told_by
    assert correlation_id == tx.correlation_id
    assert span == tx.span


@in_green
def test_a_graceful_stop_finishes_and_acknowledges_what_is_in_hand(world: World) -> None:
    container = world.start()
    world.emit(*range(1, 400, 2))
    world.eventually(lambda: world.effects())
    world.stop(container)
    done = len(world.effects())
    world.start()
    world.eventually(lambda: len(world.effects("all_told")) == 200)
    assert world.effects() == list(range(1, 400, 2))
    assert 0 < done <= 200


@in_green
def test_work_starts_at_its_notice_and_a_failing_timer_runs_again(world: World) -> None:
    container = world.start()
    world.eventually(lambda: Trial.ticks.count("tick") >= 3)
    before = Trial.ticks.count("work")
    with transactions_of(container)() as tx:
        tx.connection.exec_driver_sql("INSERT INTO faults VALUES (1000), (1001)")
        tx.notify("trial_work")
    world.eventually(lambda: world.rows("SELECT count(*) FROM faults") == [0], seconds=0.5)
    eventlet.sleep(0.1)
    assert Trial.ticks.count("work") - before == 3
