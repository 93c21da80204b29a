"""Alerts about acute situations: the page, the band on every page by its stream, and the acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from services.gateway.pages.guide_ratings import standing
from services.gateway.web.asking import ask, ask_many
from services.gateway.web.forms import submit
from services.gateway.web.fragments import fragment
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language, t
from services.gateway.web.parts import parts
from services.gateway.web.rendering import directory, render, see_other
from services.gateway.web.sse import event_stream, message
from shared.contracts.actor import Role
from shared.contracts.events.notification import AlertAcknowledged, AlertUnanswered, LecturerAlerted
from shared.contracts.requests import notification, session
from shared.refusal import Refusal

blueprint = Blueprint("alerts", __name__)

_OUR_EVENTS = (LecturerAlerted, AlertUnanswered, AlertAcknowledged)


@blueprint.get("/alerts")
@staff_only()
def page() -> Response:
    """The open alerts."""
    return render("alerts/page.html", open_alerts=band(ask(notification.OpenAlerts())))


@blueprint.get("/stream")
@staff_only(Role.LECTURER, Role.COORDINATOR)
def stream() -> Response:
    """The band of alerts: its present state, then at each change."""
    return event_stream(BandFeed())


@blueprint.get("/alerts/band")
@staff_only(Role.LECTURER, Role.COORDINATOR)
def look() -> Response:
    """The band as it is now, for a page that has no stream."""
    return fragment("alerts/band.html", shown=band(ask(notification.OpenAlerts())))


@blueprint.post("/alerts/<uuid:alert_id>/acknowledge")
@staff_only()
def acknowledge(alert_id: UUID) -> Response:
    """Take an alert on; from the band on any page, one lands in the session."""
    sent = submit(notification.AcknowledgeAlert, alert_id=alert_id)
    if not sent.is_done:
        return render("alerts/page.html", sent, open_alerts=band(ask(notification.OpenAlerts())))
    if "HX-Request" in request.headers:
        return Response(render_template("alerts/band.html", shown=band(ask(notification.OpenAlerts()))))
    return see_other("alerts.page", said="alert_acknowledged")


class BandFeed:
    """The band's stream: the whole band whenever it is another one than before."""

    def __init__(self) -> None:
        self._last: str | None = None

    def opening(self) -> str:
        """The band as it is now; empty when the page has just this one."""
        shown = render_template("alerts/band.html", shown=band(ask(notification.OpenAlerts())))
        if shown == self._last:
            return ""
        self._last = shown
        return message(shown)

    def beat(self) -> str:
        """What the page's script hears: comments do not reach it."""
        return message("{}", "hyke:beat")

    def about(self, event: object) -> str:
        """The band again, after what happened to an alert."""
        return self.opening() if isinstance(event, _OUR_EVENTS) else ""


def band(alerts: Sequence[notification.AlertView]) -> list[Mapping[str, Any]]:
    """The alerts as the band shows them: room first, then time, people, and the way to the session."""
    sessions = _sessions(alerts)
    return [_band_entry(alert, sessions.get(alert.session_id)) for alert in alerts]


def _sessions(alerts: Sequence[notification.AlertView]) -> Mapping[UUID, session.SessionView]:
    questions = [session.Session(alert.session_id) for alert in alerts]
    if not questions:
        return {}
    try:
        return {found.session_id: found for found in ask_many(*questions)}
    except Refusal:  # an alert is shown whatever else is not ours to know
        return {}


def _band_entry(alert: notification.AlertView, found: session.SessionView | None) -> Mapping[str, Any]:
    room = directory().room(alert.room_id)
    people = [directory().person_name(person) for person in found.student_ids] if found else []
    stands = standing(found) if found else ()
    rated = stands[-1].level if stands else None
    return {
        "id": str(alert.alert_id),
        "room": room.name if room else t("alerts.room_unknown"),
        "at": t("alerts.at", time=parts().dates.clock(alert.detected_at, language())),
        "level": rated,
        "people": ", ".join(name for name in people if name),
        "url": f"/sessions/{alert.session_id}",
        "acknowledge_url": f"/alerts/{alert.alert_id}/acknowledge",
        "is_escalated": alert.is_escalated,
        "round": alert.round,
    }
