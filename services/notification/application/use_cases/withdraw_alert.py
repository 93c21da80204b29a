"""Ends the calls of an alert that rested on a mistyped rating, and says so."""

from __future__ import annotations

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_message
from services.notification.domain.alert import Alert
from services.notification.domain.template import CALLS, Template
from shared.contracts.events.notification import AlertWithdrawn
from shared.contracts.events.session import StressRatingWithdrawn


def withdraw_alert(event: StressRatingWithdrawn, uow: UnitOfWork) -> None:
    """Where no high rating stands any more: nobody is called, and those who were, and may be on the way, are told.

    Not whoever took the rating back.
    """
    if not event.ends_acute:
        return
    called = [event.lecturer_id]
    alert = uow.alerts.open_of(event.session_id)
    if alert is not None:
        uow.alerts.save(alert.withdrawn(event.withdrawn_by, event.withdrawn_at))
        uow.events.emit(_withdrawn(alert, event))
        uow.messages.drop_of_alert(alert.alert_id, CALLS, "rating_withdrawn")
        called += uow.messages.recipients_of_alert(alert.alert_id, Template.ALERT_ESCALATED)
    for recipient_id in dict.fromkeys(called):
        if recipient_id != event.withdrawn_by:
            write_message(
                uow,
                Template.ALERT_WITHDRAWN,
                recipient_id,
                f"{event.rating_id}/withdrawn",
                appointment_id=event.session_id,
            )


def _withdrawn(alert: Alert, event: StressRatingWithdrawn) -> AlertWithdrawn:
    return AlertWithdrawn(
        alert_id=alert.alert_id,
        session_id=alert.session_id,
        lecturer_id=alert.lecturer_id,
        withdrawn_by=event.withdrawn_by,
        withdrawn_at=event.withdrawn_at,
    )
