"""What a notification use case works with, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from services.notification.application.ports import Alerts, Appointments, Events, Messages


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction's work place."""

    messages: Messages
    appointments: Appointments
    alerts: Alerts
    events: Events
    now: datetime
    correlation_id: str
    traceparent: str | None  # the span of the work in hand
    going_on: Callable[
        [str, str | None], UnitOfWork
    ]  # the same, as part of earlier work: its correlation id and its span
    call_coordinators: Callable[[], None]  # wakes the worker that tells them


Begin = Callable[[], AbstractContextManager[UnitOfWork]]
