"""A session shows how the alert about it stands."""

from __future__ import annotations

from dataclasses import replace

from services.session.application.hearing import heard_of
from services.session.application.ports import Desk
from services.session.domain.alert import Alert
from services.session.domain.session import Session
from shared.contracts.events import notification


def lecturer_alerted(event: notification.LecturerAlerted, desk: Desk) -> None:
    """The lecturer was told."""
    session = heard_of(event.session_id, desk)
    alert = session.alert or Alert("raised", event.detected_at)
    _show(session, alert.alerted(event.detected_at, event.alerted_at), desk)


def alert_unanswered(event: notification.AlertUnanswered, desk: Desk) -> None:
    """Nobody took it on in time."""
    session = heard_of(event.session_id, desk)
    alert = session.alert or Alert("raised", event.detected_at)
    _show(session, alert.unanswered(event.detected_at), desk)


def alert_acknowledged(event: notification.AlertAcknowledged, desk: Desk) -> None:
    """Someone took it on."""
    session = heard_of(event.session_id, desk)
    alert = session.alert or Alert("raised", event.acknowledged_at)
    _show(session, alert.acknowledged(event.acknowledged_by, event.acknowledged_at), desk)


def _show(session: Session, alert: Alert, desk: Desk) -> None:
    if session.consent != "erased" and alert != session.alert:
        desk.casebook.save(replace(session, alert=alert))
