"""RabbitMQ through py-amqp alone: what the programs without a framework share."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from select import select
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp

from tests.bench.events.program import QUEUE

PREFETCH = 200
CONTENT_TYPE = "application/cloudevents+json"
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
    return amqp.Message(body, delivery_mode=2, content_type=CONTENT_TYPE)


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


class BatchConsumer:
    """Takes what has arrived, and never waits for more."""

    def __init__(self, url: str) -> None:
        self._connection = connect(url)
        self._waiting: deque[Any] = deque()
        self._channel = consume(self._connection, self._waiting.append)

    def take(self, most: int) -> list[Any]:
        """At least one message."""
        while not self._waiting or (len(self._waiting) < most and self._is_readable()):
            self._connection.drain_events()
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def ack(self, last: Any) -> None:
        """Acknowledge this and all before it."""
        self._channel.basic_ack(last.delivery_tag, multiple=True)

    def _is_readable(self) -> bool:
        return bool(select([self._connection.transport.sock], [], [], 0)[0])


def consume(connection: amqp.Connection, on_message: Callable[[Any], None]) -> amqp.Channel:
    """Have the queue's messages given to a callback whenever the connection drains its events."""
    channel = connection.channel()
    channel.basic_qos(0, PREFETCH, False)
    channel.basic_consume(QUEUE, callback=on_message)
    return channel
