"""Entrypoints that run by the clock, or when the database says that there is work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from nameko.extensions import Entrypoint
from sqlalchemy import text

from shared.messaging.kernel import metrics
from shared.messaging.kernel.options import messaging_options
from shared.messaging.kernel.signal import Signal
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop, error_summary
from shared.messaging.runtime.transaction import begin
from shared.messaging.runtime.worker_runner import declare, run_worker

log = structlog.get_logger(__name__)

Method = TypeVar("Method", bound=Callable[..., Any])

_FAILING = "each run has failed"
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:timer, 0))")


class TimerEntrypoint(Entrypoint):
    """Runs a method in a transaction, again and again."""

    context = ServiceContext()

    def __init__(self, **options: Any) -> None:
        super().__init__(expected_exceptions=(Exception,), **options)
        self._loop: Ticker | None = None

    def setup(self) -> None:
        """Make the loop, which is to hear the database from its first moment."""
        self.context.open()
        self._loop = self.make_loop()

    def make_loop(self) -> Ticker:
        """The loop that runs the method."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin."""
        if self._loop is not None:
            self.container.spawn_managed_thread(self._loop.run, identifier=self._loop.name)

    def stop(self) -> None:
        """Let the present run finish."""
        if self._loop is not None:
            self._loop.stop()


class Every(TimerEntrypoint):
    """Runs a method at an interval."""

    def __init__(self, seconds: float, leader: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._seconds = seconds
        self._is_for_leader = leader

    def make_loop(self) -> Ticker:
        """A loop that nothing wakes but the clock."""
        return Ticker(self, Signal(), self._seconds, self._is_for_leader)


class OnNotify(TimerEntrypoint):
    """Runs a method when its channel is notified, and at an interval behind that."""

    def __init__(self, channel: str, poll: float = 5.0, **options: Any) -> None:
        super().__init__(**options)
        self._channel = channel
        self._poll = poll

    def make_loop(self) -> Ticker:
        """A loop that the channel wakes."""
        return Ticker(self, self.context.notifications.on(self._channel), self._poll, False)


class Ticker(Loop):
    """Runs one method, whose failures are logged and counted."""

    def __init__(self, entrypoint: TimerEntrypoint, due: Signal, seconds: float, is_for_leader: bool) -> None:
        self.name = f"timer:{entrypoint.method_name}"
        super().__init__(entrypoint.context)
        self.context = entrypoint.context
        self._entrypoint = entrypoint
        self._due = due
        self._seconds = seconds
        self._is_for_leader = is_for_leader
        self._failures = 0

    def run_once(self) -> None:
        """One run, if it is ours, and the wait for the next."""
        self.status.report(is_up=True)
        if self._is_for_leader and not self.context.leadership.wait(messaging_options().poll_interval):
            return
        self.status.report(is_up=True, doing="a run")
        wait = 0.0 if self._run() else self._seconds
        self.status.report(is_up=True)
        remaining = wait
        while remaining > 0 and not self.is_stopping:
            part = min(remaining, messaging_options().stuck_after / 2)
            if self._due.wait(part):
                break
            self.status.report(is_up=True)
            remaining -= part

    def wake(self) -> None:
        """Cut the waiting short."""
        self._due.set()
        self.context.leadership.stop_waiting()

    def _run(self) -> bool:
        context, method = self.context, self._entrypoint.method_name
        try:
            with begin(context) as tx:
                if self._is_for_leader and not tx.connection.execute(_LOCK, {"timer": method}).scalar():
                    return False
                is_more = run_worker(context.container, self._entrypoint, tx)
        except Exception as error:
            self._fail()
            metrics.TIMER_FAILURES.labels(context.settings.service, method).inc()
            log.warning("timer_failed", service=context.settings.service, timer=method, error=error_summary(error))
            return False
        self._failures = 0
        self.status.clear_overdue(_FAILING)
        return is_more is True

    def _fail(self) -> None:
        self._failures += 1
        if self._failures > 1:  # one alone may be a moment's
            self.status.mark_overdue(_FAILING)


def every(seconds: float, leader: bool = False) -> Callable[[Method], Method]:
    """Declare that a method ``(self, tx)`` runs every so many seconds; with ``leader``, on one replica only."""
    return lambda method: declare(Every(seconds, leader=leader), method)


def on_notify(channel: str, poll: float = 5.0) -> Callable[[Method], Method]:
    """Declare that a method ``(self, tx)`` runs when the channel is notified; returning True runs it again at once."""
    return lambda method: declare(OnNotify(channel, poll=poll), method)
