"""What partners bind cannot hold up, repeat or refuse what our own services hear."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

from prometheus_client import REGISTRY

from shared.messaging.broker.port import OutgoingMessage
from shared.messaging.broker.rabbitmq.broker import EVENTS
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.partners import LOOK_AGAIN, PartnerCopies
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import World

FULL = {"x-queue-type": "quorum", "x-max-length": 3, "x-overflow": "reject-publish"}
OPEN = {"x-queue-type": "quorum"}


@in_green
def test_a_partners_queue_that_is_full_refuses_its_own_copies_alone(world: World) -> None:
    if world.transport != "rabbit":
        return
    with partner(world, FULL) as (full, full_queue), partner(world, OPEN) as (other, other_queue):
        world.start()
        refused, before = counted("hyke_partner_copies_refused_total"), (heard_again(), not_taken())
        numbers = list(range(1, 41, 2))
        for number in numbers:
            world.emit(number)  # one at a time: a queue that is full lets a first few pass that come at once
            world.eventually(lambda number=number: world.effects()[-1:] == [number])  # type: ignore[misc]
        world.eventually(lambda: holds(other, other_queue) == len(numbers))

        assert counted("hyke_partner_copies_refused_total") > refused
        assert 0 < holds(full, full_queue) < len(numbers)
        assert world.rows("SELECT 1 FROM outbox WHERE published_at IS NULL") == []
        assert (heard_again(), not_taken()) == before


@in_green
def test_a_partners_queue_that_is_deleted_holds_nothing_up_and_a_new_one_gets_what_comes(world: World) -> None:
    if world.transport != "rabbit":
        return
    with partner(world, OPEN) as (hands, queue):
        world.start()
        world.emit(1)
        world.eventually(lambda: holds(hands, queue) == 1)
        hands.channel.queue_delete(queue)
        before = not_taken()
        world.emit(3, 5)
        world.eventually(lambda: world.effects() == [1, 3, 5])
        assert not_taken() == before

    with partner(world, OPEN) as (hands, queue):
        numbers = iter(range(7, 1000, 2))

        def arrives() -> bool:  # a type that nobody wanted is offered again after LOOK_AGAIN
            world.emit(next(numbers))
            return holds(hands, queue) > 0

        world.eventually(arrives, seconds=LOOK_AGAIN * 4)


@in_green
def test_a_connection_that_says_nothing_costs_partners_their_copies_and_us_a_moment_once(world: World) -> None:
    if world.transport != "rabbit":
        return
    with silent_server() as url:
        copies = PartnerCopies(partial(RabbitConnection, url), EVENTS, patience=0.2)
        missed = counted("hyke_partner_copies_missed_total")
        letters = [OutgoingMessage(str(uuid4()), "trial.counted.v1", b"{}")] * 3
        copies.offer(letters)
        copies.offer(letters)  # while it rests: at once
        copies.tend()
        copies.close()
        assert counted("hyke_partner_copies_missed_total") == missed + 6


@contextmanager
def partner(world: World, arguments: Mapping[str, object]) -> Iterator[tuple[RabbitConnection, str]]:
    """A partner's queue of all events, and hands to look into it."""
    hands, queue = RabbitConnection(world.broker_url), f"partner.{uuid4()}"
    hands.channel.exchange_declare(EVENTS, "topic", durable=True, auto_delete=False)
    hands.channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
    hands.channel.queue_bind(queue, EVENTS, "#")
    try:
        yield hands, queue
    finally:
        hands.channel.queue_delete(queue)
        hands.close()


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"amqp://guest:guest@127.0.0.1:{server.getsockname()[1]}//"


def holds(hands: RabbitConnection, queue: str) -> int:
    """How many messages wait in it."""
    return int(hands.channel.queue_declare(queue, passive=True).message_count)


def counted(metric: str) -> float:
    """How far a counter is."""
    return REGISTRY.get_sample_value(metric) or 0.0


def heard_again() -> float:
    """How many events our own service was given twice."""
    return REGISTRY.get_sample_value("hyke_inbox_duplicates_total", {"service": "trial"}) or 0.0


def not_taken() -> float:
    """How many events the broker did not take from our service's relay."""
    return REGISTRY.get_sample_value("hyke_publish_failures_total", {"service": "trial"}) or 0.0
