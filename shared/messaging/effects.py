"""Lets events take effect: many in one transaction, and one by one where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection

from shared.contracts.actor import SYSTEM
from shared.contracts.cloudevents import Cause, CloudEventError, Envelope, decode, event_of
from shared.messaging import inbox, metrics, outbox, parked
from shared.messaging.broker import Delivery
from shared.messaging.core import Core
from shared.messaging.hosting import tuning
from shared.messaging.loops import Loop, backoff, brief, retry_after
from shared.messaging.transactions import connected, transaction_on
from shared.messaging.workers import run_worker
from shared.tracing import handler_span

log = structlog.get_logger(__name__)

Handlers = Mapping[type, Sequence[Any]]
"""Event class to the entrypoints that hear it."""


class Unsettled(Exception):
    """The service stops while its database is down; the event will come again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A delivery as far as it could be understood."""

    delivery: Delivery
    envelope: Envelope | None
    event: object | None
    problem: CloudEventError | None

    @property
    def subject(self) -> str:
        """The aggregate, where known."""
        return self.envelope.subject if self.envelope else ""


def understand(delivery: Delivery) -> Heard:
    """Decode a delivery; what is wrong with it becomes part of the answer."""
    envelope = None
    try:
        envelope = decode(delivery.body, delivery.content_type)
        return Heard(delivery, envelope, event_of(envelope), None)
    except CloudEventError as problem:
        return Heard(delivery, envelope, None, problem)


class Effects:
    """The effects of events on one service."""

    def __init__(self, core: Core, handlers: Handlers) -> None:
        self._core = core
        self._service = core.settings.service
        self._handlers = handlers

    def apply(self, deliveries: Sequence[Delivery], loop: Loop) -> None:
        """Return once every delivery has taken effect, was known already, or is parked."""
        batch = [understand(delivery) for delivery in deliveries]
        if len(batch) > 1:
            try:
                self._transact(batch)
            except Exception as error:
                log.info("one_by_one", service=self._service, events=len(batch), error=brief(error))
            else:
                return
        for heard in batch:
            self._settle(heard, loop)

    def retry(self, connection: Connection, heard: Heard, handler: str) -> None:
        """Let a parked event take effect in the caller's transaction."""
        leaving: list[outbox.Row] = []
        self._run_fresh(connection, [heard], leaving, only=handler)
        outbox.write(connection, leaving)

    def _settle(self, heard: Heard, loop: Loop) -> None:
        for pause in backoff(tuning().reconnect_first, tuning().reconnect_most):
            try:
                self._transact([heard])
                return
            except Exception as failure:
                try:
                    self._park_failed(heard, failure)
                    return
                except Exception as down:  # the database itself: hold the event
                    log.warning("database_down", service=self._service, error=brief(down))
            loop.pulse.beat(is_up=False)
            loop.pause(pause)
            if loop.is_stopping:
                raise Unsettled("stopped while the database is down")

    def _transact(self, batch: Sequence[Heard]) -> None:
        leaving: list[outbox.Row] = []
        with connected(self._core.engine) as connection:
            held = parked.held(connection, {heard.subject for heard in batch if heard.subject})
            held |= {heard.subject for heard in batch if heard.delivery.is_dead and heard.problem is None}
            for heard in batch:
                if heard.problem is not None:
                    self._park_problem(connection, heard, heard.problem)
                elif heard.subject in held:
                    reason = "delivery_limit" if heard.delivery.is_dead else "behind"
                    self._park(connection, heard, reason, _REASONS[reason], attempts=0, wait=0.0)
            self._run_fresh(
                connection, [each for each in batch if not each.problem and each.subject not in held], leaving
            )
            outbox.write(connection, leaving)

    def _run_fresh(
        self, connection: Connection, batch: Sequence[Heard], leaving: list[outbox.Row], only: str = ""
    ) -> None:
        runs = [(heard, each) for heard in batch for each in self._hearing(heard) if only in ("", each.method_name)]
        fresh = inbox.claim(connection, [(each.method_name, _id(heard), _type(heard)) for heard, each in runs])
        for heard, handler in runs:
            key = (handler.method_name, _id(heard))
            if key in fresh:
                fresh.remove(key)  # the same event may be there twice
                self._run(connection, heard, handler, leaving)
            else:
                metrics.INBOX_DUPLICATES.labels(self._service).inc()

    def _run(self, connection: Connection, heard: Heard, handler: Any, leaving: list[outbox.Row]) -> None:
        assert heard.envelope is not None
        known = heard.envelope.cause
        span = handler_span(known.traceparent, heard.envelope.id, handler.method_name)
        cause = Cause(known.correlation_id, heard.envelope.id, span.traceparent if span else None)
        tx = transaction_on(self._core, connection, SYSTEM, cause, leaving, span)
        began = perf_counter()
        try:
            run_worker(self._core.container, handler, heard.event, tx)
        except Exception:
            metrics.HANDLER_FAILURES.labels(self._service, handler.method_name).inc()
            raise
        finally:
            metrics.HANDLER_SECONDS.labels(self._service, handler.method_name).observe(perf_counter() - began)

    def _hearing(self, heard: Heard) -> Sequence[Any]:
        return self._handlers.get(type(heard.event), ())

    def _park_failed(self, heard: Heard, failure: Exception) -> None:
        with connected(self._core.engine) as connection:
            self._park(connection, heard, "handler_failed", brief(failure), attempts=1, wait=retry_after(1))
        log.error(
            "event_parked",
            service=self._service,
            event_type=_type(heard),
            event_id=str(heard.envelope.id) if heard.envelope else None,
            correlation_id=heard.envelope.cause.correlation_id if heard.envelope else None,
            error=brief(failure),
        )

    def _park(self, connection: Connection, heard: Heard, reason: str, error: str, attempts: int, wait: float) -> None:
        assert heard.envelope is not None
        body, content_type = heard.delivery.body, heard.delivery.content_type
        for handler in self._hearing(heard):
            name = handler.method_name
            parked.put(
                connection,
                parked.Parking(
                    name, _id(heard), _type(heard), heard.subject, body, content_type, reason, error, attempts, wait
                ),
            )
            metrics.PARKED.labels(self._service, reason).inc()

    def _park_problem(self, connection: Connection, heard: Heard, problem: CloudEventError) -> None:
        envelope, body, content_type = heard.envelope, heard.delivery.body, heard.delivery.content_type
        id, type, subject = (envelope.id, envelope.type, envelope.subject) if envelope else (None, None, None)
        parking = parked.Parking("", id, type, subject, body, content_type, problem.reason, str(problem), 0, None)
        parked.put(connection, parking)
        metrics.PARKED.labels(self._service, problem.reason).inc()
        log.error("message_parked", service=self._service, reason=problem.reason, event_type=type)


_REASONS = {
    "behind": "waits for an earlier event of the same subject",
    "delivery_limit": "the broker gave up delivering it: the service ended each time it had it in hand",
}


def _id(heard: Heard) -> UUID:
    assert heard.envelope is not None
    return heard.envelope.id


def _type(heard: Heard) -> str:
    return heard.envelope.type if heard.envelope else ""
