"""Reconciles the books of the whole stack again and again, and tells of it by metrics and in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic, time
from typing import Any
from uuid import UUID

import eventlet
import structlog
from nameko.extensions import DependencyProvider

from shared.messaging.broker.port import Broker
from shared.messaging.kernel import metrics
from shared.messaging.kernel.errors import RequestTimeout
from shared.messaging.reconciliation.comparison import Line
from shared.messaging.reconciliation.event_counts import EventCounts, RemoteEventCounts
from shared.messaging.reconciliation.reconcile import GRACE, PAUSE, WINDOW, Reconciliation, Report, producer_of
from shared.messaging.requests.client import ServiceClient, service_client_of
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.topology import hearings
from shared.messaging.storage.subscriptions import HandlerBinding

log = structlog.get_logger(__name__)

_PATIENCE = 5.0  # seconds of silence in all: a stop waits for the account that is being made
_LEAST = 1.0  # seconds for a service after another was silent
_NAMED = 20


class ReconciliationMonitor:
    """Looks at the books of every service that sends or hears events."""

    def __init__(
        self,
        service: str,
        ask: ServiceClient,
        broker: Broker,
        grace: float = GRACE,
        pause: float = PAUSE,
        patience: float = _PATIENCE,
    ) -> None:
        self._service = service
        self._ask = ask
        self._patience = patience
        self._grace = grace
        self._pause = pause
        self._broker = broker
        self._told: set[UUID] = set()
        self.latest: Report | None = None

    def __call__(self, now: datetime) -> Report:
        """The account of the last days, of which metrics and log tell as well."""
        heard = hearings()
        asked = partial(self._asked, [self._patience])
        books: dict[str, EventCounts] = {name: RemoteEventCounts(asked, name) for name in concerned(heard)}
        look = Reconciliation(books, heard, self._broker.held, eventlet.sleep, self._grace, self._pause)
        report = look.run(now, now - WINDOW)
        self.latest = report
        self._measure(report, concerned(heard))
        self._tell(report)
        return report

    def _asked(self, left: list[float], request: object) -> Any:
        began = monotonic()
        try:
            return self._ask(request, timeout=max(left[0], _LEAST))
        except RequestTimeout:
            left[0] -= monotonic() - began
            raise

    def _measure(self, report: Report, names: Sequence[str]) -> None:
        began = time()
        metrics.RECONCILED_AGE.labels(self._service).set_function(lambda: time() - began)
        metrics.NOT_RECONCILED.clear()
        for name in names:
            metrics.NOT_RECONCILED.labels(name).set(name in report.silent or name in report.unseen)
        for gauge, count in _COUNTS:
            gauge.clear()
            for line in report.lines:
                gauge.labels(line.type, line.service, line.handler).set(count(line))

    def _tell(self, report: Report) -> None:
        open_now: set[UUID] = set()
        for line in report.lines:
            for word, ids in (("events_missing", line.missing), ("events_surplus", line.surplus)):
                open_now.update(ids)
                if not self._told.issuperset(ids):
                    named = [str(event_id) for event_id in ids[:_NAMED]]
                    told = {"event_type": line.type, "listener": line.service, "handler": line.handler}
                    log.error(word, service=self._service, count=len(ids), event_ids=named, **told)
        self._told = open_now
        if not report.is_complete:
            log.warning("reconciliation_incomplete", service=self._service, silent=report.silent)


class ReconciliationMonitorProvider(DependencyProvider):
    """Injects an Accountant: ``self.accounts(tx.now)`` reconciles once."""

    context = ServiceContext()

    def __init__(self) -> None:
        self.accountant: ReconciliationMonitor | None = None

    def setup(self) -> None:
        """Make it."""
        self.context.open()
        self.accountant = ReconciliationMonitor(
            self.context.settings.service, service_client_of(self.container), self.context.broker
        )

    def get_dependency(self, worker_ctx: Any) -> ReconciliationMonitor | None:
        """The service's own."""
        return self.accountant


def concerned(heard: Mapping[str, Sequence[HandlerBinding]]) -> list[str]:
    """The services whose books matter: those that hear events, and those whose events are heard."""
    listeners = {name for name, pairs in heard.items() if pairs}
    producers = {producer_of(type) for pairs in heard.values() for _, type in pairs}
    return sorted(listeners | producers)


_COUNTS: tuple[tuple[Any, Callable[[Line], int]], ...] = (
    (metrics.IN_FLIGHT, lambda line: line.in_flight + line.unsorted),
    (metrics.MISSING, lambda line: len(line.missing)),
    (metrics.SURPLUS, lambda line: len(line.surplus)),
)
