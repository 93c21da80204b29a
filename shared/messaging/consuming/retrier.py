"""Tries parked events again, when they are due and in the order of their subject."""

from __future__ import annotations

from typing import Any

import structlog

from shared.messaging.broker.port import Delivery
from shared.messaging.consuming.batches import Effects, Unheard
from shared.messaging.consuming.received_event import understand
from shared.messaging.kernel.options import tuning
from shared.messaging.runtime.context import Core
from shared.messaging.runtime.loop import Loop, brief, retry_after
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage import parked

log = structlog.get_logger(__name__)


class Retrier(Loop):
    """One replica's loop over its service's parked events."""

    name = "retrier"

    def __init__(self, core: Core, effects: Effects) -> None:
        super().__init__(core)
        self.core = core
        self._effects = effects
        self._parked = core.wake.on(parked.CHANNEL)

    def round(self) -> None:
        """Try the next that is due, or wait for one."""
        self.pulse.beat(is_up=True)
        if not self.core.leadership.wait(tuning().poll):
            return
        with connected(self.core.engine) as connection:
            row = parked.take(connection)
            seconds = None if row else parked.soonest(connection)
        if row is not None:
            self.pulse.beat(is_up=True, doing="a parked event in hand")
            self._try(row)
        elif not self.is_stopping:
            self._parked.wait(min(tuning().poll if seconds is None else seconds + 0.01, tuning().poll))

    def wake(self) -> None:
        """Cut the waiting short."""
        self._parked.set()
        self.core.leadership.stop_waiting()

    def _try(self, row: Any) -> None:
        # Its attempt is counted and committed already: one that ends the process is not tried for ever.
        heard = understand(Delivery(0, row.raw, row.content_type), self.core.settings.stack)
        if heard.problem is not None:
            self._fail(row, heard.problem.reason, str(heard.problem), None)
            return
        try:
            with connected(self.core.engine) as connection:
                if parked.done(connection, row.id):
                    self._effects.retry(connection, heard, row.handler)
        except Unheard as error:
            self._fail(row, "unheard", str(error), None)
        except Exception as error:
            tried = row.attempts - row.forgiven
            is_over = tried >= tuning().retries
            self._fail(row, "handler_failed", brief(error), None if is_over else retry_after(tried))

    def _fail(self, row: Any, reason: str, error: str, wait: float | None) -> None:
        with connected(self.core.engine) as connection:
            parked.failed(connection, row.id, row.forgiven, reason, error, wait)
        level = log.error if wait is None else log.warning
        service = self.core.settings.service
        level("parked_event_failed", service=service, event_id=str(row.event_id), attempts=row.attempts, error=error)
