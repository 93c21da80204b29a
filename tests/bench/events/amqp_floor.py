"""RabbitMQ through py-amqp alone: what the programs without a framework share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp

from tests.bench.events.program import QUEUE

PREFETCH = 200
QUORUM = {"x-queue-type": "quorum"}


def address(url: str) -> dict[str, Any]:
    """An AMQP address as py-amqp takes it."""
    parts = urlsplit(url)
    return {
        "host": f"{parts.hostname}:{parts.port or 5672}",
        "userid": unquote(parts.username or "guest"),
        "password": unquote(parts.password or "guest"),
        "virtual_host": unquote(parts.path[1:]) or "/",
    }


def connect(url: str, **options: Any) -> amqp.Connection:
    """An open connection."""
    connection = amqp.Connection(**address(url), **options)
    connection.connect()
    return connection


def fresh_queue(url: str, name: str = QUEUE) -> None:
    """An empty durable quorum queue, bound by its name to the default exchange."""
    with amqp.Connection(**address(url)) as connection:
        channel = connection.channel()
        channel.queue_delete(name)
        channel.queue_declare(name, durable=True, auto_delete=False, arguments=QUORUM)


def delete_queue(url: str, name: str) -> None:
    """Delete a queue, if it is there, with what is in it."""
    with amqp.Connection(**address(url)) as connection:
        connection.channel().queue_delete(name)


def persistent(body: bytes) -> amqp.Message:
    """A message that outlives the broker."""
    return amqp.Message(body, delivery_mode=2, content_type="application/cloudevents+json")


class BatchPublisher:
    """Publishes many messages in one write and waits until each is confirmed."""

    def __init__(self, url: str) -> None:
        self._connection = connect(url)
        self._channel = self._connection.channel()
        self._channel.confirm_select()
        self._sent = 0
        self._open: set[int] = set()
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)

    def publish(self, bodies: Iterable[bytes]) -> None:
        """Return once the broker has them all; an error if it refuses one."""
        gathered = bytearray()
        transport = self._connection.transport
        write, transport._write = transport._write, gathered.extend
        try:
            for body in bodies:
                self._channel._basic_publish(persistent(body), "", QUEUE)
                self._sent += 1
                self._open.add(self._sent)
        finally:
            transport._write = write
        transport.write(bytes(gathered))
        while self._open:
            self._connection.drain_events()

    def _on_ack(self, tag: int, multiple: bool) -> None:
        # RabbitMQ may confirm out of order: only a multiple one speaks for those before it.
        self._open -= {each for each in self._open if each <= tag} if multiple else {tag}

    def _on_nack(self, tag: int, multiple: bool) -> None:
        raise RuntimeError(f"the broker refused message {tag}")


def consume(connection: amqp.Connection, on_message: Callable[[Any], None]) -> amqp.Channel:
    """Have the queue's messages given to a callback whenever the connection drains its events."""
    channel = connection.channel()
    channel.basic_qos(0, PREFETCH, False)
    channel.basic_consume(QUEUE, callback=on_message)
    return channel
