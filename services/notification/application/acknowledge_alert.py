"""Someone answers an alert: for themselves, or for all."""

from __future__ import annotations

from uuid import UUID

from services.notification.application import refusals
from services.notification.application.ports import Desk
from services.notification.application.settle_alert import settle_alert
from services.notification.application.views import alert_view
from services.notification.domain.alert import Alert
from shared.contracts.actor import Actor, Role
from shared.contracts.events.notification import CoordinatorAcknowledged
from shared.contracts.requests.notification import AcknowledgeAlert, AlertView, TakeOverAlert


def acknowledge_alert(ask: AcknowledgeAlert, actor: Actor, desk: Desk) -> AlertView:
    """The lecturer's answer settles it and ends the calls, a coordinator's is for that coordinator alone.

    Who comes second, or presses again, changes nothing and is told how it stands.
    """
    alert, person_id = _called(ask.alert_id, actor, desk)
    if person_id == alert.lecturer_id:
        answered = settle_alert(alert, alert.acknowledged(person_id, desk.now), desk)
    else:
        answered = _answer_for_oneself(alert, person_id, desk)
    return alert_view(answered, actor, desk)


def take_over_alert(ask: TakeOverAlert, actor: Actor, desk: Desk) -> AlertView:
    """A coordinator takes the situation in hand by name: the calls end, and who is relieved is told by whom."""
    alert, person_id = _called(ask.alert_id, actor, desk)
    is_theirs = person_id == alert.lecturer_id
    settled = alert.acknowledged(person_id, desk.now) if is_theirs else alert.taken_over(person_id, desk.now)
    return alert_view(settle_alert(alert, settled, desk), actor, desk)


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


def _called(alert_id: UUID, actor: Actor, desk: Desk) -> tuple[Alert, UUID]:
    """The alert, locked, and the caller, who is one of those that it calls."""
    alert = desk.alerts.get(alert_id)
    if alert is None or not may_know(alert, actor):
        raise refusals.alert_unknown()
    if actor.id is None or actor.role is Role.STUDENT:
        raise refusals.alert_not_yours()
    return alert, actor.id


def _answer_for_oneself(alert: Alert, person_id: UUID, desk: Desk) -> Alert:
    answered = alert.acknowledged_for_oneself(person_id, desk.now)
    if answered != alert:
        desk.alerts.save(answered)
        desk.events.emit(
            CoordinatorAcknowledged(
                alert_id=alert.alert_id,
                session_id=alert.session_id,
                lecturer_id=alert.lecturer_id,
                coordinator_id=person_id,
                acknowledged_at=desk.now,
            )
        )
    return answered
