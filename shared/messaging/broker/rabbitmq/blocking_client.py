"""Requests over RabbitMQ from a program that is no service: nothing runs beside the call."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from time import monotonic

from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.message_properties import return_address
from shared.messaging.broker.rabbitmq.requests import listen_for_replies, send_request
from shared.messaging.kernel.errors import BrokerUnavailable


class BlockingRpcClient:
    """Sends requests and reads the replies itself; without heartbeats, for it may be silent for long."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wire: RabbitConnection | None = None
        self._replies: dict[bytes, bytes] = {}
        self._numbers = count(1)

    def call(self, services: Sequence[str], bodies: Sequence[bytes], timeout: float) -> list[bytes]:
        """The replies in order."""
        deadline = monotonic() + timeout
        wire = self._connected()
        numbers = [b"%d" % next(self._numbers) for _ in bodies]
        try:
            with wire.one_write():
                for service, number, body in zip(services, numbers, bodies, strict=True):
                    send_request(wire, service, number, body, timeout)
            while any(number not in self._replies for number in numbers):
                if not wire.drain(deadline - monotonic()) and monotonic() >= deadline:
                    raise TimeoutError(f"no reply from {', '.join(sorted(set(services)))}")
        except TimeoutError:
            raise
        except Exception as error:
            wire.drop()
            raise BrokerUnavailable(str(error)) from error
        return [self._replies.pop(number) for number in numbers]

    def close(self) -> None:
        """Leave."""
        if self._wire is not None:
            self._wire.close()

    def _connected(self) -> RabbitConnection:
        if self._wire is None or self._wire.is_lost:
            self._replies.clear()
            self._wire = RabbitConnection(self._url, heartbeat=0)
            listen_for_replies(self._wire, self._arrive)
        return self._wire

    def _arrive(self, _tag: int, body: bytes, header: bytes) -> None:
        self._replies[return_address(header)[1]] = body
