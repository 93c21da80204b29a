"""What goes wrong outside is put right without a loss."""

from __future__ import annotations

from struct import pack
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import OperationalError

from shared.messaging.broker.port import event_queue
from shared.messaging.broker.rabbitmq.broker import SERVICES
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import World

PLANTED = """
    INSERT INTO outbox (event_id, type, subject, payload) VALUES (:id, 'trial.counted.v1', 'nonsense', :payload)
    """


@in_green
def test_database_sessions_that_end_in_the_middle_lose_and_repeat_nothing(world: World) -> None:
    world.start()
    numbers = list(range(1, 600, 2))
    for part in range(3):
        emit_in_the_end(world, numbers[part * 100 : part * 100 + 100])
        world.eventually(lambda part=part: len(world.effects()) > part * 100)  # type: ignore[misc]
        world.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hyke-trial%'")
    world.eventually(lambda: len(world.effects()) == len(world.effects("all_told")) == 300, seconds=30.0)
    assert world.effects() == numbers


@in_green
def test_a_deleted_or_unbound_queue_is_declared_again_and_nothing_published_is_lost(world: World) -> None:
    if world.transport != "rabbit":
        return
    world.start()
    with_hands = RabbitConnection(world.broker_url)
    with_hands.channel.queue_unbind(event_queue("trial"), SERVICES, "trial.counted.v1")
    world.emit(1, 3)
    world.eventually(lambda: world.effects() == [1, 3])
    with_hands.channel.queue_delete(event_queue("trial"))
    world.emit(5, 7)
    world.eventually(lambda: world.effects() == [1, 3, 5, 7])
    with_hands.close()


@in_green
def test_hostile_headers_and_properties_are_parked_like_any_other_nonsense(world: World) -> None:
    if world.transport != "rabbit":
        return
    world.start()
    hostile = RabbitConnection(world.broker_url)
    odd = {"nameko.call_id_stack": 5, "x-death": "no", "nested": [{"a": b"\xff"}, None, 1.5]}
    send(hostile, hostile.channel.prepare_message(b"x", headers=odd))
    beyond_time = hostile.channel.prepare_message(b"y")
    beyond_time._serialize_properties = lambda: pack(">HQ", 1 << 6, 2**62)
    send(hostile, beyond_time)
    world.emit(1)
    world.eventually(lambda: world.effects() == [1])
    hostile.close()
    assert [bytes(raw) for raw in world.rows("SELECT raw FROM parked ORDER BY id")] == [b"x", b"y"]


@in_green
def test_what_nobody_can_read_is_parked_once_however_often_it_comes_until_somebody_decides(world: World) -> None:
    world.start()
    for number in (1, 3):
        for nonsense in ("no JSON", "no JSON", "nor this"):
            world.run(PLANTED, id=uuid4(), payload=nonsense)
        world.emit(number)
        # They are of one subject: when the last is there, so were the others.
        world.eventually(lambda: world.rows("SELECT 1 FROM parked WHERE state = 'dead' AND raw = 'nor this'"))
        kept = [bytes(raw) for raw in world.rows("SELECT raw FROM parked WHERE state = 'dead' ORDER BY id")]
        assert kept == [b"no JSON", b"nor this"]
        world.run("UPDATE parked SET state = 'discarded'")
    world.eventually(lambda: world.effects() == [1, 3])
    assert len(world.rows("SELECT 1 FROM parked")) == 4


@in_green
def test_what_nobody_can_read_is_parked_though_the_database_fails_while_it_is(world: World) -> None:
    world.start()
    for failures in (1, 2, 3):
        world.run("CREATE SEQUENCE attempt")
        world.run(
            f"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN IF nextval(''attempt'') <= {failures} THEN RAISE ''not now''; END IF; RETURN NEW; END'
            """
        )
        world.run("CREATE TRIGGER refusing BEFORE INSERT ON parked FOR EACH ROW EXECUTE FUNCTION refuse()")
        world.run(PLANTED, id=uuid4(), payload=f"no JSON {failures}")
        world.eventually(lambda failures=failures: len(world.rows("SELECT 1 FROM parked")) == failures)  # type: ignore[misc]
        world.run("DROP FUNCTION refuse CASCADE")
        world.run("DROP SEQUENCE attempt")


def emit_in_the_end(world: World, numbers: list[int]) -> None:
    # A session that has just been told to end may still be handed out; its statement fails and nothing is written.
    try:
        world.emit(*numbers)
    except OperationalError:
        emit_in_the_end(world, numbers)


def send(wire: RabbitConnection, message: Any) -> None:
    wire.channel.send_method((60, 40), "Bssbb", (0, SERVICES, "trial.counted.v1", False, False), message)
