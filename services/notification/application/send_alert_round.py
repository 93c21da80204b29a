"""One round of an alert: the event that opens pages show, and the lecturer's urgent mail."""

from __future__ import annotations

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_message
from services.notification.domain.alert import Alert
from services.notification.domain.template import Template
from shared.contracts.events.notification import AlertUnanswered, LecturerAlerted


def call_lecturer(alert: Alert, uow: UnitOfWork) -> None:
    """Keeps the alert as it is in this round and calls the lecturer; an earlier round's mail that waits is void."""
    uow.alerts.save(alert)
    uow.messages.drop_of_alert(alert.alert_id, {Template.ALERT}, "called_again")
    write_message(
        uow,
        Template.ALERT,
        alert.lecturer_id,
        f"{alert.alert_id}/{alert.round}",
        appointment_id=alert.session_id,
        alert_id=alert.alert_id,
    )
    uow.events.emit(
        LecturerAlerted(
            alert_id=alert.alert_id,
            session_id=alert.session_id,
            lecturer_id=alert.lecturer_id,
            room_id=alert.room_id,
            detected_at=alert.detected_at,
            alerted_at=alert.alerted_at,
            round=alert.round,
            is_beforehand=alert.is_beforehand,
            is_last=alert.calls_have_ended,
        )
    )


def call_all(alert: Alert, uow: UnitOfWork) -> None:
    """The same with news in it: coordinators who are called too hear of it."""
    call_lecturer(alert, uow)
    if alert.is_escalated:
        uow.call_coordinators()


def escalate(alert: Alert, uow: UnitOfWork) -> Alert:
    """The alert, escalated: said so to everyone who listens, and the coordinators are called."""
    escalated = alert.escalated(uow.now)
    uow.alerts.save(escalated)
    uow.events.emit(
        AlertUnanswered(
            alert_id=alert.alert_id,
            session_id=alert.session_id,
            lecturer_id=alert.lecturer_id,
            room_id=alert.room_id,
            detected_at=alert.detected_at,
            escalated_at=uow.now,
            is_beforehand=alert.is_beforehand,
        )
    )
    uow.call_coordinators()
    return escalated
