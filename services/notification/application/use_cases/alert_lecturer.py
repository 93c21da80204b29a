"""Alerts the supervising lecturer the moment a high rating is recorded."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from services.notification.application.send_alert_round import call_all
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.domain.alert import open_alert
from shared.contracts.events.session import HighStressDetected


def alert_lecturer(event: HighStressDetected, uow: UnitOfWork) -> None:
    """Opens an alert, or calls again at once where the session's alert is still open."""
    current = uow.alerts.open_of(event.session_id)
    if current is None:
        alert = open_alert(
            uuid4(),
            event.session_id,
            event.lecturer_id,
            event.room_id,
            event.student_ids,
            uow.correlation_id,
            event.detected_at,
            uow.now,
            uow.traceparent,
            is_beforehand=event.is_beforehand,
        )
    else:
        now_there = replace(
            current,
            lecturer_id=event.lecturer_id,
            room_id=event.room_id,
            student_ids=event.student_ids,
            is_beforehand=event.is_beforehand,
        )
        alert = now_there.called_anew(uow.now)
    call_all(alert, uow)
