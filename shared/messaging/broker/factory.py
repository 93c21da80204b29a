"""The broker that an address stands for."""

from __future__ import annotations

from shared.messaging.broker.memory.broker import inprocess_broker
from shared.messaging.broker.port import Broker
from shared.messaging.broker.rabbitmq.broker import RabbitBroker


def broker_for(url: str) -> Broker:
    """The broker at this address: ``amqp://…``, ``amqps://…`` or ``inprocess://<file>``."""
    return inprocess_broker(url) if url.startswith("inprocess:") else RabbitBroker(url)
