"""Lets events take effect: many in one transaction, and one by one where that fails."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import Connection

from shared.contracts.cloudevents import CloudEventError
from shared.messaging.broker.port import Delivery
from shared.messaging.consuming.handlers import HandlerRun, Handlers
from shared.messaging.consuming.received_event import ReceivedEvent, parse_delivery
from shared.messaging.kernel import metrics
from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop, backoff, error_summary, retry_after
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage import parked

log = structlog.get_logger(__name__)

_REASONS = {
    "behind": "waits for an earlier event of the same subject",
    "delivery_limit": "the broker gave up delivering it: the service ended each time it had it in hand",
    "handed_on": "can be read now, and waits for its first attempt",
}


class NoSuchHandler(Exception):
    """The service has no such handler for the event."""


class ShutdownDuringRetry(Exception):
    """The service stops while its database is down; the event will come again."""


class BatchProcessor:
    """The effects of events on one service."""

    def __init__(self, context: ServiceContext, handlers: Handlers) -> None:
        self._core = context
        self._service = context.settings.service
        self._handlers = handlers

    def apply(self, deliveries: Sequence[Delivery], loop: Loop) -> None:
        """Return once every delivery has taken effect, was known already, or is parked."""
        batch = [parse_delivery(delivery, self._core.settings.stack) for delivery in deliveries]
        if len(batch) > 1:
            try:
                self._transact(batch)
            except Exception as error:
                log.info("one_by_one", service=self._service, events=len(batch), error=error_summary(error))
            else:
                return
        for heard in batch:
            self._settle(heard, loop)

    def retry(self, connection: Connection, heard: ReceivedEvent, handler: str) -> None:
        """Let a parked event take effect in the caller's transaction, or raise Unheard.

        One that had reached no handler is parked anew, for each handler that hears it now.
        """
        hearing = [each.method_name for each in self._handlers.get(type(heard.event), ())]
        if not hearing or (handler and handler not in hearing):
            raise NoSuchHandler(f"{self._service} has no handler {handler} for {heard.type}")
        if handler:
            HandlerRun(self._core, self._handlers, connection).run_again(heard, handler)
        else:
            self._park(connection, heard, "handed_on", _REASONS["handed_on"], attempts=0, wait=0.0)

    def _settle(self, heard: ReceivedEvent, loop: Loop) -> None:
        for pause in backoff(messaging_options().reconnect_first, messaging_options().reconnect_most):
            try:
                self._transact([heard])
                return
            except Exception as failure:
                try:
                    self._park_failed(heard, failure)
                    return
                except Exception as down:  # the database itself: hold the event
                    log.warning("database_down", service=self._service, error=error_summary(down))
                    loop.status.report(is_up=False, why=error_summary(down))
            loop.pause(pause)
            if loop.is_stopping:
                raise ShutdownDuringRetry("stopped while the database is down")

    def _transact(self, batch: Sequence[ReceivedEvent]) -> None:
        fit = [heard for heard in batch if heard.problem is None]
        died = {heard.subject for heard in fit if heard.delivery.is_dead}
        alive = [heard for heard in fit if not heard.delivery.is_dead and not heard.waits_behind(died)]
        with connected(self._core.engine) as connection:
            for heard in batch:
                if heard.problem is not None:
                    self._park_problem(connection, heard, heard.problem)
            handling = HandlerRun(self._core, self._handlers, connection, self._core.leadership)
            held = died | handling.run(alive)
            for heard in fit:
                if heard.delivery.is_dead or heard.waits_behind(held):
                    reason = "delivery_limit" if heard.delivery.is_dead else "behind"
                    self._park(connection, heard, reason, _REASONS[reason], attempts=0, wait=0.0)
        handling.committed()

    def _park_failed(self, heard: ReceivedEvent, failure: Exception) -> None:
        with connected(self._core.engine) as connection:
            if heard.problem is not None:  # it was the database that failed
                self._park_problem(connection, heard, heard.problem)
                return
            self._park(connection, heard, "handler_failed", error_summary(failure), attempts=1, wait=retry_after(1))
        log.error(
            "event_parked",
            service=self._service,
            event_type=heard.type,
            event_id=str(heard.envelope.id) if heard.envelope else None,
            correlation_id=heard.envelope.cause.correlation_id if heard.envelope else None,
            error=error_summary(failure),
        )

    def _park(
        self, connection: Connection, heard: ReceivedEvent, reason: str, error: str, attempts: int, wait: float
    ) -> None:
        body, content_type = heard.delivery.body, heard.delivery.content_type
        for handler in self._handlers.get(type(heard.event), ()):
            name = handler.method_name
            parking = parked.ParkRequest(
                name, heard.id, heard.type, heard.subject, body, content_type, reason, error, attempts, wait
            )
            parked.put(connection, parking)
            metrics.PARKED.labels(self._service, reason).inc()

    def _park_problem(self, connection: Connection, heard: ReceivedEvent, problem: CloudEventError) -> None:
        envelope, body, content_type = heard.envelope, heard.delivery.body, heard.delivery.content_type
        id, type, subject = (envelope.id, envelope.type, envelope.subject) if envelope else (None, None, None)
        parking = parked.ParkRequest("", id, type, subject, body, content_type, problem.reason, str(problem), 0, None)
        parked.put(connection, parking)
        metrics.PARKED.labels(self._service, problem.reason).inc()
        log.error("message_parked", service=self._service, reason=problem.reason, event_type=type)
