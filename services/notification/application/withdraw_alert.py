"""Ends the calls of an alert that rested on a mistyped rating, and says so."""

from __future__ import annotations

from services.notification.application.ports import Desk
from services.notification.application.write_message import write_message
from services.notification.domain.template import Template
from shared.contracts.events.session import StressRatingWithdrawn

CALLS = frozenset({Template.ALERT, Template.ALERT_ESCALATED})


def withdraw_alert(event: StressRatingWithdrawn, desk: Desk) -> None:
    """Where no high rating stands any more: nobody is called, and the lecturer, who may be on the way, is told.

    Not when it was the lecturer who took the rating back.
    """
    if not event.ends_acute:
        return
    alert = desk.alerts.open_of(event.session_id)
    if alert is not None:
        desk.alerts.save(alert.withdrawn(event.withdrawn_by, event.withdrawn_at))
        desk.messages.drop_of_alert(alert.alert_id, CALLS, "rating_withdrawn")
    if event.withdrawn_by != event.lecturer_id:
        write_message(
            desk,
            Template.ALERT_WITHDRAWN,
            event.lecturer_id,
            f"{event.rating_id}/withdrawn",
            appointment_id=event.session_id,
        )
