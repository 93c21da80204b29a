"""Keeps calling while an alert is unanswered."""

from __future__ import annotations

from services.notification.application.send_alert_round import call_all, call_lecturer, escalate
from services.notification.application.unit_of_work import UnitOfWork


def repeat_alerts(uow: UnitOfWork) -> int:
    """Calls the lecturers whose next round is due, escalates what has waited too long; how many alerts that were."""
    due = uow.alerts.due(uow.now)
    for alert in due:
        own = uow.going_on(alert.correlation_id, alert.traceparent)
        if alert.must_escalate(uow.now):
            alert = escalate(alert, own)
        if alert.must_repeat(uow.now):
            alert = alert.repeated(uow.now)
            call = call_all if alert.calls_have_ended else call_lecturer
            call(alert, own)
    return len(due)
