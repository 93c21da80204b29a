"""Keeps calling while an alert is unanswered."""

from __future__ import annotations

from services.notification.application.call_lecturer import call_all, call_lecturer, escalate
from services.notification.application.ports import Desk


def repeat_alerts(desk: Desk) -> int:
    """Calls the lecturers whose next round is due, escalates what has waited too long; how many alerts that were."""
    due = desk.alerts.due(desk.now)
    for alert in due:
        own = desk.going_on(alert.correlation_id, alert.traceparent)
        if alert.must_escalate(desk.now):
            alert = escalate(alert, own)
        if alert.must_repeat(desk.now):
            alert = alert.repeated(desk.now)
            call = call_all if alert.calls_have_ended else call_lecturer
            call(alert, own)
    return len(due)
