"""How many messages a service's queues on RabbitMQ hold."""

from __future__ import annotations

from amqp.exceptions import NotFound

from shared.messaging.broker.port import QueueContents, event_queue
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.kernel.options import messaging_options


def held_on(wire: RabbitConnection, service: str, dead: str) -> QueueContents:
    """What waits in both its queues; how many are in hand RabbitMQ does not say, only whether there is a consumer."""
    found = [_look(wire, queue) for queue in (event_queue(service), dead)]
    known = [each for each in found if each is not None]
    prefetch = messaging_options().consumer_batch * 2
    in_hand = sum(prefetch for _, consumers in known if consumers)
    return QueueContents(sum(waiting for waiting, _ in known), in_hand, is_there=None not in found)


def _look(wire: RabbitConnection, queue: str) -> tuple[int, int] | None:
    with wire.guard():
        try:
            declared = wire.channel.queue_declare(queue, passive=True)
        except NotFound:
            wire.reopen_channel()
            return None
        return declared.message_count, declared.consumer_count
