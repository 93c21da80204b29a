"""Runs the handlers of a batch of events within one transaction, each once, in the order of their subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from shared.contracts.actor import SYSTEM
from shared.contracts.cloudevents import UNKNOWN, Cause
from shared.messaging.consuming.received_event import ReceivedEvent
from shared.messaging.kernel import metrics
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.leadership import Leadership
from shared.messaging.runtime.transaction import Transaction, TransactionScope
from shared.messaging.runtime.worker_runner import run_together
from shared.messaging.storage import idempotency_keys, inbox
from shared.tracing import Span, handler_span

Handlers = Mapping[type, Sequence[Any]]
"""Event class to the entrypoints that hear it."""


class HandlerRun:
    """One batch on its way through the handlers; those that take many are given what has gathered for them."""

    def __init__(
        self, context: ServiceContext, handlers: Handlers, connection: Connection, leadership: Leadership | None = None
    ) -> None:
        self._core = context
        self._service = context.settings.service
        self._handlers = handlers
        self._connection = connection
        self._unit = TransactionScope(connection, leadership)
        self._worker: Any = None  # the service's instance, with its dependencies
        self._gathered: dict[Any, list[ReceivedEvent]] = {}

    def run(self, batch: Sequence[ReceivedEvent]) -> set[str]:
        """Let each event take effect that has not yet; the subjects whose events must wait behind parked ones."""
        runs = [(heard, each) for heard in batch for each in self._handlers.get(type(heard.event), ())]
        claims = [
            inbox.Claim(each.method_name, heard.id, heard.type, "" if heard.erases else heard.subject)
            for heard, each in runs
        ]
        return self._run(runs, claims)

    def committed(self) -> None:
        """Wake this process's relay, if it leads, for what the handlers emitted."""
        self._unit.committed()

    def run_again(self, heard: ReceivedEvent, handler: str) -> None:
        """Let a parked event take effect on one handler, if it has not yet."""
        found = self._handlers.get(type(heard.event), ())
        runs = [(heard, each) for each in found if each.method_name == handler]
        self._run(runs, [inbox.Claim(handler, heard.id, heard.type) for _ in runs])

    def _run(self, runs: Sequence[tuple[ReceivedEvent, Any]], claims: Sequence[inbox.Claim]) -> set[str]:
        fresh, held = inbox.claim(self._connection, claims)
        going = [
            (heard, each) for heard, each in runs if not heard.waits_behind(held) and self._is_fresh(fresh, heard, each)
        ]
        if going:
            run_together(self._core.container, going[0][1], lambda service: self._run_all(service, going))
        self._unit.finish()
        return held

    def _run_all(self, service: Any, runs: Sequence[tuple[ReceivedEvent, Any]]) -> None:
        self._worker = service
        for heard, handler in runs:
            self._go_on(heard, handler)
        self._give_all()

    def _is_fresh(self, fresh: set[tuple[str, UUID]], heard: ReceivedEvent, handler: Any) -> bool:
        key = (handler.method_name, heard.id)
        if key not in fresh:
            metrics.INBOX_DUPLICATES.labels(self._service).inc()
            return False
        fresh.remove(key)  # the same event may be there twice
        return True

    def _go_on(self, heard: ReceivedEvent, handler: Any) -> None:
        # An earlier event of the subject may be waiting for another handler: it comes first.
        for other, gathered in list(self._gathered.items()):
            if other is not handler and any(each.subject == heard.subject for each in gathered):
                self._give(other)
        if handler.takes_many:
            self._gathered.setdefault(handler, []).append(heard)
        else:
            self._run_one(heard, handler)

    def _give_all(self) -> None:
        for handler in list(self._gathered):
            self._give(handler)

    def _give(self, handler: Any) -> None:
        batch = self._gathered.pop(handler)
        tx = self._transaction(UNKNOWN, None)
        tx.causes = {id(heard.event): partial(_cause, heard, handler) for heard in batch}
        self._call(handler, tuple(heard.event for heard in batch), tx)
        self._forget(batch)

    def _run_one(self, heard: ReceivedEvent, handler: Any) -> None:
        cause, span = _cause(heard, handler)
        self._call(handler, heard.event, self._transaction(cause, span))
        self._forget([heard])

    def _forget(self, batch: Sequence[ReceivedEvent]) -> None:
        # After the handler, which has locked what the client's commands lock: see receipts.forget.
        for heard in batch:
            if heard.erases:
                self._unit.flush()
                idempotency_keys.forget(self._connection, UUID(heard.subject))

    def _call(self, handler: Any, told: object, tx: Transaction) -> None:
        began = perf_counter()
        try:
            getattr(self._worker, handler.method_name)(told, tx)
        except Exception:
            metrics.HANDLER_FAILURES.labels(self._service, handler.method_name).inc()
            raise
        finally:
            metrics.HANDLER_SECONDS.labels(self._service, handler.method_name).observe(perf_counter() - began)

    def _transaction(self, cause: Cause, span: Span | None) -> Transaction:
        return self._unit.transaction(self._core.settings, SYSTEM, cause, span, datetime.now(UTC))


def _cause(heard: ReceivedEvent, handler: Any) -> tuple[Cause, Span | None]:
    assert heard.envelope is not None
    known = heard.envelope.cause
    name = f"{handler.container.service_name}.{handler.method_name}"  # other services have handlers of this name too
    span = handler_span(known.traceparent, heard.envelope.id, name)
    return Cause(known.correlation_id, heard.envelope.id, span.traceparent if span else None), span
