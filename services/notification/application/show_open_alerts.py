"""Shows the alerts that nobody has taken on."""

from __future__ import annotations

from services.notification.application import refusals
from services.notification.application.acknowledge_alert import may_know
from services.notification.application.ports import Alerts
from services.notification.application.views import alert_view
from shared.contracts.actor import Actor, Role
from shared.contracts.requests.notification import AlertView


def show_open_alerts(actor: Actor, alerts: Alerts) -> list[AlertView]:
    """The open alerts that concern the caller, oldest first."""
    if not actor.is_staff and actor.role is not Role.SYSTEM:
        raise refusals.staff_only()
    return [alert_view(alert) for alert in alerts.all_open() if may_know(alert, actor)]
