"""Someone answers an alert: for themselves, or for all."""

from __future__ import annotations

from uuid import UUID

from services.notification.application import refusals
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.settle_alert import settle_alert
from services.notification.application.views import alert_view
from services.notification.domain.alert import Alert
from shared.contracts.actor import Actor, Role
from shared.contracts.events.notification import CoordinatorAcknowledged
from shared.contracts.requests.notification import AcknowledgeAlert, AlertView, TakeOverAlert


def acknowledge_alert(ask: AcknowledgeAlert, actor: Actor, uow: UnitOfWork) -> AlertView:
    """The lecturer's answer settles it and ends the calls, a coordinator's is for that coordinator alone.

    Who comes second, or presses again, changes nothing and is told how it stands.
    """
    alert, person_id = _called(ask.alert_id, actor, uow)
    if person_id == alert.lecturer_id:
        answered = settle_alert(alert, alert.acknowledged(person_id, uow.now), uow)
    else:
        answered = _answer_for_oneself(alert, person_id, uow)
    return alert_view(answered, actor, uow)


def take_over_alert(ask: TakeOverAlert, actor: Actor, uow: UnitOfWork) -> AlertView:
    """A coordinator takes the situation in hand by name: the calls end, and who is relieved is told by whom."""
    alert, person_id = _called(ask.alert_id, actor, uow)
    is_theirs = person_id == alert.lecturer_id
    settled = alert.acknowledged(person_id, uow.now) if is_theirs else alert.taken_over(person_id, uow.now)
    return alert_view(settle_alert(alert, settled, uow), actor, uow)


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


def _called(alert_id: UUID, actor: Actor, uow: UnitOfWork) -> tuple[Alert, UUID]:
    """The alert, locked, and the caller, who is one of those that it calls."""
    alert = uow.alerts.get_for_update(alert_id)
    if alert is None or not may_know(alert, actor):
        raise refusals.alert_unknown()
    if actor.id is None or actor.role is Role.STUDENT:
        raise refusals.alert_not_yours()
    return alert, actor.id


def _answer_for_oneself(alert: Alert, person_id: UUID, uow: UnitOfWork) -> Alert:
    answered = alert.acknowledged_for_oneself(person_id, uow.now)
    if answered != alert:
        uow.alerts.save(answered)
        uow.events.emit(
            CoordinatorAcknowledged(
                alert_id=alert.alert_id,
                session_id=alert.session_id,
                lecturer_id=alert.lecturer_id,
                coordinator_id=person_id,
                acknowledged_at=uow.now,
            )
        )
    return answered
