"""RabbitMQ as the broker, and what is declared on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from shared.messaging.broker.port import (
    IncomingRequest,
    Publisher,
    QueueContents,
    RpcClient,
    RpcServer,
    Subscription,
    SubscriptionMap,
    event_queue,
)
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.events import RabbitPublisher, RabbitSubscription
from shared.messaging.broker.rabbitmq.partners import PartnerCopies
from shared.messaging.broker.rabbitmq.queue_depth import held_on
from shared.messaging.broker.rabbitmq.requests import RabbitCaller, RabbitServer
from shared.messaging.kernel.options import messaging_options

SERVICES = "hyke.services"
"""The exchange of our own services' events: nobody else binds a queue to it."""
EVENTS = "hyke.events"
"""The exchange that partners bind their queues to; it gets a copy of every event."""
LIVE = "hyke.live"
"""The exchange of what open pages are told."""


class RabbitBroker:
    """RabbitMQ 3.10 or later, at an AMQP address."""

    def __init__(self, url: str) -> None:
        self._url = url

    def publisher(self, listeners: SubscriptionMap, overheard: Collection[str]) -> Publisher:
        """A publisher with pipelined confirms; every listener's queue is declared first."""
        wire = RabbitConnection(self._url)
        with wire.guard():
            declare_exchanges(wire.channel)
            for service, types in listeners.items():
                declare_listener(wire.channel, service, types)
            wire.channel.confirm_select()
        heard = {name for types in listeners.values() for name in types}
        partners = PartnerCopies(partial(RabbitConnection, self._url), EVENTS)
        return RabbitPublisher(wire, SERVICES, LIVE, overheard=frozenset(overheard), heard=heard, partners=partners)

    def subscribe(self, service: str, types: Sequence[str], prefetch: int) -> Subscription:
        """A service's quorum queue and, in the same order of acknowledgement, what became dead of it."""
        wire = RabbitConnection(self._url)
        with wire.guard():
            declare_listener(wire.channel, service, types)
            wire.channel.basic_qos(0, prefetch, False)
        return RabbitSubscription(wire, alive=event_queue(service), dead=dead_queue(service))

    def overhear(self, types: Sequence[str]) -> Subscription:
        """An exclusive queue that goes with the connection."""
        wire = RabbitConnection(self._url)
        with wire.guard():
            declare_exchanges(wire.channel)
            queue = wire.channel.queue_declare("", exclusive=True, auto_delete=True).queue
            for name in types:
                wire.channel.queue_bind(queue, LIVE, name)
        return RabbitSubscription(wire, alive=queue, no_ack=True)

    def serve(self, service: str, on_call: Callable[[IncomingRequest], None], prefetch: int) -> RpcServer:
        """A durable classic queue of requests; each expires with its caller's patience."""
        return RabbitServer(RabbitConnection(self._url), service, on_call, prefetch)

    def caller(self) -> RpcClient:
        """A caller over RabbitMQ's direct reply-to."""
        return RabbitCaller(self._url)

    def held(self, service: str) -> QueueContents:
        """How many messages both queues of a service hold."""
        wire = RabbitConnection(self._url)
        try:
            return held_on(wire, service, dead_queue(service))
        finally:
            wire.close()


def dead_queue(service: str) -> str:
    """The queue of what the broker gave up delivering to a service."""
    return f"{event_queue(service)}.dead"


def declare_exchanges(channel: Any) -> None:
    """The exchanges of our services, of partners and of open pages; the routing key is the event's type."""
    # Apart, so that a queue of somebody else never makes a letter count as routed whose listener's queue is missing,
    # and never refuses one that our listeners took.
    for name in (SERVICES, EVENTS, LIVE):
        channel.exchange_declare(name, "topic", durable=True, auto_delete=False)


def declare_listener(channel: Any, service: str, types: Sequence[str]) -> None:
    """A service's queues, bound to the types that it hears."""
    if not types:
        return
    declare_exchanges(channel)
    arguments = {
        "x-queue-type": "quorum",
        "x-single-active-consumer": True,  # one replica consumes, in order; another takes over
        "x-delivery-limit": messaging_options().delivery_limit,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": dead_queue(service),
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    # RabbitMQ 4 drops a message after 20 deliveries where no limit is set; from here it would be lost.
    dead = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
    channel.queue_declare(dead_queue(service), durable=True, auto_delete=False, arguments=dead)
    channel.queue_declare(event_queue(service), durable=True, auto_delete=False, arguments=arguments)
    for name in types:
        channel.queue_bind(event_queue(service), SERVICES, name)
        channel.queue_unbind(event_queue(service), EVENTS, name)  # where versions before this one bound it
