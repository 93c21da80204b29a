"""Tries parked events again, when they are due and in the order of their subject."""

from __future__ import annotations

from typing import Any

import structlog

from shared.messaging.broker.port import Delivery
from shared.messaging.consuming.batches import BatchProcessor, NoSuchHandler
from shared.messaging.consuming.received_event import parse_delivery
from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop, error_summary, retry_after
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage import parked

log = structlog.get_logger(__name__)


class Retrier(Loop):
    """One replica's loop over its service's parked events."""

    name = "retrier"

    def __init__(self, context: ServiceContext, effects: BatchProcessor) -> None:
        super().__init__(context)
        self.context = context
        self._effects = effects
        self._parked = context.notifications.on(parked.CHANNEL)

    def run_once(self) -> None:
        """Try the next that is due, or wait for one."""
        self.status.report(is_up=True)
        if not self.context.leadership.wait(messaging_options().poll_interval):
            return
        with connected(self.context.engine) as connection:
            row = parked.take(connection)
            seconds = None if row else parked.soonest(connection)
        if row is not None:
            self.status.report(is_up=True, doing="a parked event in hand")
            self._try(row)
        elif not self.is_stopping:
            self._parked.wait(
                min(
                    messaging_options().poll_interval if seconds is None else seconds + 0.01,
                    messaging_options().poll_interval,
                )
            )

    def wake(self) -> None:
        """Cut the waiting short."""
        self._parked.set()
        self.context.leadership.stop_waiting()

    def _try(self, row: Any) -> None:
        # Its attempt is counted and committed already: one that ends the process is not tried for ever.
        heard = parse_delivery(Delivery(0, row.raw, row.content_type), self.context.settings.stack)
        if heard.problem is not None:
            self._fail(row, heard.problem.reason, str(heard.problem), None)
            return
        try:
            with connected(self.context.engine) as connection:
                if parked.done(connection, row.id):
                    self._effects.retry(connection, heard, row.handler)
        except NoSuchHandler as error:
            self._fail(row, "unheard", str(error), None)
        except Exception as error:
            tried = row.attempts - row.forgiven
            is_over = tried >= messaging_options().retries
            self._fail(row, "handler_failed", error_summary(error), None if is_over else retry_after(tried))

    def _fail(self, row: Any, reason: str, error: str, wait: float | None) -> None:
        with connected(self.context.engine) as connection:
            parked.failed(connection, row.id, row.forgiven, reason, error, wait)
        level = log.error if wait is None else log.warning
        service = self.context.settings.service
        level("parked_event_failed", service=service, event_id=str(row.event_id), attempts=row.attempts, error=error)
