"""Someone takes an alert on."""

from __future__ import annotations

from services.notification.application import refusals
from services.notification.application.ports import Desk
from services.notification.application.views import alert_view
from services.notification.domain.alert import Alert
from services.notification.domain.template import ALERTS
from shared.contracts.actor import Actor, Role
from shared.contracts.events.notification import AlertAcknowledged
from shared.contracts.requests.notification import AcknowledgeAlert, AlertView


def acknowledge_alert(ask: AcknowledgeAlert, actor: Actor, desk: Desk) -> AlertView:
    """The lecturer or a coordinator takes it on and the calls end; a second time changes nothing."""
    alert = desk.alerts.get(ask.alert_id)
    if alert is None or not may_know(alert, actor):
        raise refusals.alert_unknown()
    if actor.id is None or actor.role is Role.STUDENT:
        raise refusals.alert_not_yours()
    if not alert.is_open:
        return alert_view(alert)
    taken = alert.acknowledged(actor.id, desk.now)
    desk.alerts.save(taken)
    desk.messages.drop_of_alert(alert.alert_id, ALERTS, "acknowledged")
    desk.events.emit(
        AlertAcknowledged(
            alert_id=alert.alert_id,
            session_id=alert.session_id,
            lecturer_id=alert.lecturer_id,
            acknowledged_by=actor.id,
            acknowledged_at=desk.now,
        )
    )
    return alert_view(taken)


def may_know(alert: Alert, actor: Actor) -> bool:
    """Whether the alert concerns the caller: coordinators all, a lecturer's own, students those of their sessions."""
    match actor.role:
        case Role.COORDINATOR | Role.SYSTEM:
            return True
        case Role.LECTURER:
            return actor.id == alert.lecturer_id
        case Role.STUDENT:
            return actor.id in alert.student_ids
        case _:
            return False
