"""Alerts about acute situations: the page, the band on every page by its stream, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.elements.alert_band import relieved, shown
from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, submit
from services.gateway.web.fragments import as_fragment, fragment
from services.gateway.web.guards import staff_only
from services.gateway.web.language import t
from services.gateway.web.rendering import directory, render, see_other
from services.gateway.web.service_client import ask_each
from services.gateway.web.sse import event_stream, message
from shared.contracts.actor import Role
from shared.contracts.events.notification import (
    AlertAcknowledged,
    AlertUnanswered,
    AlertWithdrawn,
    CoordinatorAcknowledged,
    LecturerAlerted,
)
from shared.contracts.requests import notification

blueprint = Blueprint("alerts", __name__)

_OUR_EVENTS = (LecturerAlerted, AlertUnanswered, CoordinatorAcknowledged, AlertAcknowledged, AlertWithdrawn)


@blueprint.get("/alerts")
@staff_only()
def page(sent: FormState | None = None) -> Response:
    """The open alerts, also those that the reader has acknowledged; and who has settled the others."""
    open_alerts, settled = _alerts()
    return render("alerts/page.html", sent, open_alerts=shown(open_alerts), settled=relieved(settled))


@blueprint.get("/stream")
@staff_only(Role.LECTURER, Role.COORDINATOR)
def stream() -> Response:
    """The band of alerts: its present state, then at each change."""
    return event_stream(BandFeed())


@blueprint.get("/alerts/band")
@staff_only(Role.LECTURER, Role.COORDINATOR)
def look() -> Response:
    """The band as it is now, for a page that has no stream."""
    return as_fragment(_band())


@blueprint.post("/alerts/<uuid:alert_id>/acknowledge")
@staff_only()
def acknowledge(alert_id: UUID) -> Response:
    """Answer: the lecturer for all, a coordinator for themselves."""
    return _answered(submit(notification.AcknowledgeAlert, alert_id=alert_id))


@blueprint.post("/alerts/<uuid:alert_id>/take-over")
@staff_only()
def take_over(alert_id: UUID) -> Response:
    """Take the situation in hand by name, which relieves the others."""
    return _answered(submit(notification.TakeOverAlert, alert_id=alert_id))


class BandFeed:
    """The band's stream: the whole band whenever it is another one than before."""

    def __init__(self) -> None:
        self._last: str | None = None

    def opening(self) -> str:
        """The band as it is now; empty when the page has just this one."""
        band = _band()
        if band == self._last:
            return ""
        self._last = band
        return message(band)

    def beat(self) -> str:
        """What the page's script hears: comments do not reach it."""
        return message("{}", "hyke:beat")

    def about(self, event: object) -> str:
        """The band again, after what happened to an alert."""
        return self.opening() if isinstance(event, _OUR_EVENTS) else ""


def _alerts() -> tuple[Sequence[notification.AlertView], Sequence[notification.AlertView]]:
    """The open alerts and those that somebody else settled: whatever becomes of the second, the first are shown."""
    open_alerts, settled = ask_each(notification.OpenAlerts(), notification.SettledAlerts())
    if isinstance(open_alerts, Exception):
        raise open_alerts
    return open_alerts, settled if isinstance(settled, list) else []


def _band() -> str:
    """What still waits for the reader, and by whom they were relieved."""
    open_alerts, settled = _alerts()
    waiting = [alert for alert in open_alerts if alert.waits_for_caller]
    return render_template("alerts/band.html", waiting=shown(waiting), settled=relieved(settled))


def _answered(sent: FormState) -> Response:
    """From the band one stays on the page that one is on; from the page of alerts one goes into the session."""
    if "HX-Request" in request.headers and not (sent.is_done and _is_on_page_of_alerts()):
        alert: notification.AlertView = sent.reply
        url = url_for("guide.page", session_id=alert.session_id) if sent.is_done else None
        words = _words(alert) if sent.is_done else " ".join(text for _, text in sent.errors)
        return fragment("alerts/said.html", words=words, url=url)
    if not sent.is_done:
        return page(sent=sent)
    answer = see_other("guide.page", said=_said(sent.reply), session_id=sent.reply.session_id)
    if "HX-Request" in request.headers:
        answer.status_code = 200
        answer.headers["HX-Redirect"] = answer.headers.pop("Location")
    return answer


def _is_on_page_of_alerts() -> bool:
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == url_for("alerts.page")


def _said(alert: notification.AlertView) -> str:
    """What came of the answer; whoever was first is no error of the second."""
    if alert.acknowledged_by is None:
        return "alert_acknowledged_alone"
    if alert.acknowledged_by != caller().actor.id:
        return "alert_settled_before"
    return "alert_taken_over" if alert.is_taken_over else "alert_acknowledged"


def _words(alert: notification.AlertView) -> str:
    said = _said(alert)
    if said != "alert_settled_before" or alert.acknowledged_by is None:
        return t(f"said.{said}")
    person = directory().person_name(alert.acknowledged_by) or t("acute.somebody")
    return t("alerts.first.taken_over" if alert.is_taken_over else "alerts.first.acknowledged", person=person)
