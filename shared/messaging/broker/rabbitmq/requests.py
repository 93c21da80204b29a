"""Requests over RabbitMQ: channels that stay open, replies by direct reply-to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any

import eventlet
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from shared.messaging.broker.port import IncomingRequest, request_queue
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.delivery_assembler import Arrive
from shared.messaging.broker.rabbitmq.message_properties import return_address
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.signal import Signal

DIRECT_REPLY = "amq.rabbitmq.reply-to"
JSON = b"application/json"


class RabbitServer:
    """Takes requests, and acknowledges each once it has been answered."""

    def __init__(
        self, wire: RabbitConnection, service: str, on_call: Callable[[IncomingRequest], None], prefetch: int
    ) -> None:
        self._wire = wire
        self._on_call = on_call
        self._ended = Signal()
        self._is_cancelled = False
        wire.on_lost = self._ended.set
        with wire.guard():
            queue = declare_requests(wire.channel, service)
            wire.channel.basic_qos(0, prefetch, False)
            wire.deliveries().give(queue, self._arrive)
            wire.channel.basic_consume(queue, consumer_tag=queue)
        wire.start_reading()

    def run(self, seconds: float) -> None:
        """Wait for so long, or until cancelled; BrokerUnavailable when the connection is lost."""
        self._ended.wait(seconds)
        if self._wire.is_lost and not self._is_cancelled:
            raise BrokerUnavailable("the connection to the broker is lost")

    def cancel(self) -> None:
        """Ask for no more."""
        self._is_cancelled = True
        if not self._wire.is_lost:
            with self._wire.guard():
                self._wire.cancel_consumers()
        self._ended.set()

    def close(self) -> None:
        """Leave."""
        self._wire.close()

    def _arrive(self, tag: int, body: bytes, header: bytes) -> None:
        self._on_call(IncomingRequest(body, partial(self._reply, tag, *return_address(header))))

    def _reply(self, tag: int, reply_to: bytes, correlation_id: bytes, body: bytes) -> None:
        if self._wire.is_lost:
            return  # the caller asks again, or has given up
        try:
            with self._wire.guard(), self._wire.one_write():
                if reply_to:
                    self._wire.publish("", reply_to, body, {"content_type": JSON, "correlation_id": correlation_id})
                self._wire.ack(tag)
        except BrokerUnavailable:
            pass


class RabbitCaller:
    """Sends requests over one lasting connection, made again when it was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wire: RabbitConnection | None = None
        self._connecting = Semaphore()
        self._waiting: dict[bytes, Event] = {}
        self._numbers = count(1)

    def call(self, services: Sequence[str], bodies: Sequence[bytes], timeout: float) -> list[bytes]:
        """The replies in order; they may arrive in any."""
        limit = eventlet.Timeout(timeout)
        numbers = [b"%d" % next(self._numbers) for _ in bodies]
        try:
            wire = self._connected()
            replies = [self._waiting.setdefault(number, Event()) for number in numbers]
            with wire.guard(), wire.one_write():
                for service, number, body in zip(services, numbers, bodies, strict=True):
                    send_request(wire, service, number, body, timeout)
            return [reply.wait() for reply in replies]
        except eventlet.Timeout as late:
            if late is not limit:
                raise
            raise TimeoutError(f"no reply from {', '.join(sorted(set(services)))}") from None
        finally:
            limit.cancel()
            for number in numbers:
                self._waiting.pop(number, None)

    def close(self) -> None:
        """Leave."""
        if self._wire is not None:
            self._wire.close()

    def _connected(self) -> RabbitConnection:
        with self._connecting:
            if self._wire is None or self._wire.is_lost:
                wire = RabbitConnection(self._url, self._lose_all)
                listen_for_replies(wire, self._arrive)
                wire.start_reading()
                self._wire = wire
            return self._wire

    def _arrive(self, _tag: int, body: bytes, header: bytes) -> None:
        waiting = self._waiting.pop(return_address(header)[1], None)
        if waiting is not None:
            waiting.send(body)

    def _lose_all(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for each in waiting.values():
            each.send_exception(BrokerUnavailable("the connection was lost before the reply"))


def declare_requests(channel: Any, service: str) -> str:
    """A service's queue of requests."""
    queue = request_queue(service)
    channel.queue_declare(queue, durable=True, auto_delete=False)
    return queue


def listen_for_replies(wire: RabbitConnection, arrive: Arrive) -> None:
    """Have replies to this wire's requests handed over."""
    with wire.guard():
        wire.deliveries().give(DIRECT_REPLY, arrive)
        wire.channel.basic_consume(DIRECT_REPLY, consumer_tag=DIRECT_REPLY, no_ack=True)


def send_request(wire: RabbitConnection, service: str, number: bytes, body: bytes, timeout: float) -> None:
    """Send one request that the broker forgets when its caller has given up."""
    properties = {
        "content_type": JSON,
        "correlation_id": number,
        "reply_to": DIRECT_REPLY.encode(),
        "expiration": b"%d" % max(int(timeout * 1000), 1),
    }
    wire.publish("", request_queue(service), body, properties)
