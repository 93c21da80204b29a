"""Requests inside the process: the caller's greenlet hands them to the service's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import eventlet
from eventlet.event import Event

from shared.messaging.broker.port import IncomingRequest
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.signal import Signal


class InProcessServer:
    """Is called until it is cancelled."""

    def __init__(self, leave: Callable[[], object]) -> None:
        self._leave = leave
        self._ended = Signal()

    def run(self, seconds: float) -> None:
        """Wait for so long, or until cancelled."""
        self._ended.wait(seconds)

    def cancel(self) -> None:
        """Take no more."""
        self._leave()
        self._ended.set()

    def close(self) -> None:
        """Nothing to leave."""


class InProcessCaller:
    """Calls a server of this process, in its own greenlets."""

    def __init__(self, servers: dict[str, Callable[[IncomingRequest], None]]) -> None:
        self._servers = servers

    def call(self, services: Sequence[str], bodies: Sequence[bytes], timeout: float) -> list[bytes]:
        """The replies in order."""
        absent = sorted(set(services) - set(self._servers))
        if absent:
            raise BrokerUnavailable(f"nobody answers requests to {', '.join(absent)}")
        replies = [Event() for _ in bodies]
        for service, body, reply in zip(services, bodies, replies, strict=True):
            self._servers[service](IncomingRequest(body, partial(_settle, reply)))
        with eventlet.Timeout(timeout, TimeoutError(f"no reply from {', '.join(sorted(set(services)))}")):
            return [reply.wait() for reply in replies]

    def close(self) -> None:
        """Nothing to leave."""


def _settle(reply: Event, body: bytes) -> None:
    if not reply.ready():
        reply.send(body)
