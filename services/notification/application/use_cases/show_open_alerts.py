"""Shows the alerts that are not settled, and by whom those were that called the caller."""

from __future__ import annotations

from services.notification.application import refusals
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.acknowledge_alert import may_know
from services.notification.application.use_cases.settle_alert import relieved
from services.notification.application.views import alert_views
from services.notification.domain.alert import RELIEF_SHOWN, Alert
from shared.contracts.actor import Actor, Role
from shared.contracts.requests.notification import AlertView


def show_open_alerts(actor: Actor, uow: UnitOfWork) -> list[AlertView]:
    """The open alerts that concern the caller, oldest first."""
    _staff_only(actor)
    return alert_views([alert for alert in uow.alerts.all_open() if may_know(alert, actor)], actor, uow)


def show_settled_alerts(actor: Actor, uow: UnitOfWork) -> list[AlertView]:
    """The alerts that somebody else has lately settled for the caller, newest first."""
    _staff_only(actor)
    lately = uow.alerts.settled_since(uow.now - RELIEF_SHOWN)
    return alert_views([alert for alert in lately if _relieves(alert, actor)], actor, uow)


def _relieves(alert: Alert, actor: Actor) -> bool:
    is_coordinator = actor.role is Role.COORDINATOR and alert.is_escalated and actor.id is not None
    coordinators = [actor.id] if is_coordinator and actor.id else []
    return actor.role is not Role.STUDENT and actor.id in relieved(alert, coordinators)


def _staff_only(actor: Actor) -> None:
    if not actor.is_staff and actor.role is not Role.SYSTEM:
        raise refusals.staff_only()
