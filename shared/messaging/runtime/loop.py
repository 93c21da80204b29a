"""The shape of every loop: it goes round until stopped, and waits longer after each failure in a row."""

from __future__ import annotations

from collections.abc import Iterator
from random import random
from typing import Protocol

import eventlet
import structlog
from eventlet.event import Event

from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.heartbeat import LoopStatus
from shared.settings import Settings

log = structlog.get_logger(__name__)


def backoff(first: float, most: float) -> Iterator[float]:
    """Seconds to wait: doubling from the first to the most, each up to a fifth longer by chance."""
    seconds = first
    while True:
        yield min(seconds, most) * (1 + 0.2 * random())
        seconds = min(seconds * 2, most)


def retry_after(attempt: int) -> float:
    """Seconds until a parked event's next attempt, after so many."""
    plan = messaging_options()
    return min(plan.retry_first * 2.0 ** min(attempt - 1, 60), plan.retry_most)


class LoopHost(Protocol):
    """What a loop needs of the one that it runs for."""

    settings: Settings

    def status(self, name: str) -> LoopStatus:
        """The pulse of a loop, by name."""


class Loop:
    """Calls ``round`` again and again; a failure is logged and followed by a pause, never by an end."""

    name = "loop"

    def __init__(self, host: LoopHost) -> None:
        self.service = host.settings.service
        self.status = host.status(self.name)
        self._stopping = Event()
        self._ended = Event()
        self._is_running = False

    @property
    def is_stopping(self) -> bool:
        """Whether the present round should be the last."""
        return bool(self._stopping.ready())

    def run_once(self) -> None:
        """One round; returns soon once stopping."""
        raise NotImplementedError

    def wake(self) -> None:
        """Cut short what the round waits for."""

    def release(self) -> None:
        """Give back what the rounds held on to; called after a failed round and after the last."""

    def run(self) -> None:
        """Go round until stopped."""
        self._is_running = True
        try:
            self._go_round()
        finally:
            self.release()
            self.status.is_ended = True
            if not self._ended.ready():
                self._ended.send()

    def stop(self) -> None:
        """Let the present round finish, and wait for it."""
        if not self._stopping.ready():
            self._stopping.send()
        self.wake()
        if self._is_running:
            self._ended.wait()

    def pause(self, seconds: float) -> None:
        """Wait, or less if stopped."""
        if not self.is_stopping:
            self._stopping.wait(timeout=seconds)

    def _go_round(self) -> None:
        plan = messaging_options()
        pauses = backoff(plan.reconnect_first, plan.reconnect_most)
        while not self.is_stopping:
            try:
                self.run_once()
                pauses = backoff(plan.reconnect_first, plan.reconnect_most)
            except (Exception, eventlet.Timeout) as error:
                self.status.report(is_up=False, why=error_summary(error))
                seconds = next(pauses)
                log.warning("loop_failed", loop=self.name, service=self.service, error=error_summary(error))
                self.release()
                self.pause(seconds)


def error_summary(error: BaseException) -> str:
    """An error in a line, without the values of a statement or a row."""
    original = getattr(error, "orig", None)
    if original is not None:
        primary = getattr(getattr(original, "diag", None), "message_primary", None)
        return f"{type(original).__name__}: {primary or str(original).splitlines()[0]}"[:500]
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:500]
