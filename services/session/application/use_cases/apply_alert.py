"""A session shows how the alert about it stands."""

from __future__ import annotations

from dataclasses import replace

from services.session.application.hearing import heard_of
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.alert import Alert, Answerer
from services.session.domain.session import Session
from shared.contracts.events import notification


def lecturer_alerted(event: notification.LecturerAlerted, uow: UnitOfWork) -> None:
    """The lecturer was told."""
    session = heard_of(event.session_id, uow)
    alert = session.alert or Alert("raised", event.detected_at)
    _show(session, alert.alerted(event.detected_at, event.alerted_at, is_last=event.is_last), uow)


def alert_unanswered(event: notification.AlertUnanswered, uow: UnitOfWork) -> None:
    """Nobody answered in time."""
    session = heard_of(event.session_id, uow)
    alert = session.alert or Alert("raised", event.detected_at)
    _show(session, alert.unanswered(event.detected_at), uow)


def alert_acknowledged(event: notification.AlertAcknowledged, uow: UnitOfWork) -> None:
    """The lecturer answered, or a coordinator took it over."""
    session = heard_of(event.session_id, uow)
    alert = session.alert or Alert("raised", event.acknowledged_at)
    by = event.acknowledged_by
    as_: Answerer = "lecturer" if by == event.lecturer_id else "coordinator"
    _show(session, alert.acknowledged(by, event.acknowledged_at, as_, is_taken_over=event.is_taken_over), uow)


def coordinator_acknowledged(event: notification.CoordinatorAcknowledged, uow: UnitOfWork) -> None:
    """A coordinator answered for themselves; the lecturer is still called."""
    session = heard_of(event.session_id, uow)
    alert = session.alert or Alert("raised", event.acknowledged_at)
    _show(session, alert.acknowledged_by_coordinator(event.coordinator_id, event.acknowledged_at), uow)


def _show(session: Session, alert: Alert, uow: UnitOfWork) -> None:
    if session.consent != "erased" and alert != session.alert:
        uow.sessions.save(replace(session, alert=alert))
