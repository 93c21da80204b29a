"""A transaction as the use cases' work place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from services.notification.adapters.alerts import SqlAlerts
from services.notification.adapters.appointments import SqlAppointments
from services.notification.adapters.messages import SqlMessages
from services.notification.application.unit_of_work import Begin, UnitOfWork
from shared.contracts.cloudevents import Cause

COORDINATORS = "coordinators"  # the channel that wakes the worker who tells them


class Work(Protocol):
    """What a unit of work needs of a transaction."""

    @property
    def connection(self) -> Connection: ...
    @property
    def now(self) -> datetime: ...
    @property
    def correlation_id(self) -> str: ...
    @property
    def cause(self) -> Cause: ...
    def going_on(self, correlation_id: str, traceparent: str | None) -> Work: ...
    def emit(self, event: object) -> None: ...
    def notify(self, channel: str) -> None: ...


def unit_of_work(work: Work) -> UnitOfWork:
    """The unit of work of one transaction."""
    return UnitOfWork(
        messages=SqlMessages(work.connection, work.notify),
        appointments=SqlAppointments(work.connection),
        alerts=SqlAlerts(work.connection),
        events=work,
        now=work.now,
        correlation_id=work.correlation_id,
        traceparent=work.cause.traceparent,
        going_on=lambda correlation_id, traceparent: unit_of_work(work.going_on(correlation_id, traceparent)),
        call_coordinators=lambda: work.notify(COORDINATORS),
    )


def units_of_work(transactions: Callable[[], AbstractContextManager[Work]]) -> Begin:
    """Begins transactions as units of work."""

    @contextmanager
    def begin() -> Iterator[UnitOfWork]:
        with transactions() as work:
            yield unit_of_work(work)

    return begin
