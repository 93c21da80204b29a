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
from services.notification.application.ports import Begin, Desk
from shared.contracts.cloudevents import Cause

COORDINATORS = "coordinators"  # the channel that wakes the worker who tells them


class Work(Protocol):
    """What a desk needs of a transaction."""

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


def sql_desk(work: Work) -> Desk:
    """The desk of one transaction."""
    return Desk(
        messages=SqlMessages(work.connection, work.notify),
        appointments=SqlAppointments(work.connection),
        alerts=SqlAlerts(work.connection),
        events=work,
        now=work.now,
        correlation_id=work.correlation_id,
        traceparent=work.cause.traceparent,
        going_on=lambda correlation_id, traceparent: sql_desk(work.going_on(correlation_id, traceparent)),
        call_coordinators=lambda: work.notify(COORDINATORS),
    )


def desks(transactions: Callable[[], AbstractContextManager[Work]]) -> Begin:
    """Begins transactions as desks."""

    @contextmanager
    def begin() -> Iterator[Desk]:
        with transactions() as work:
            yield sql_desk(work)

    return begin
