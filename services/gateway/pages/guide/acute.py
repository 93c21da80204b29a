"""The band over the guide in an acute situation: what happens now, who has answered and as what, and whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.pages.elements.alert_band import clock
from services.gateway.pages.elements.ratings import standing
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.fragments import fragment, fragment_only
from services.gateway.web.language import language, t
from services.gateway.web.rendering import directory
from services.gateway.web.service_client import ask, ask_each
from shared.contracts.actor import Role
from shared.contracts.requests.booking import Client, ClientView
from shared.contracts.requests.session import AlertState, FollowUpState, Session, SessionView

blueprint = Blueprint("acute", __name__)


@blueprint.get("/sessions/<uuid:session_id>/acute")
@fragment_only
def band(session_id: UUID) -> Response:
    """The band by itself, for an open page to look whether anything has changed."""
    return fragment("guide/acute.html", band=acute_band(ask(Session(session_id))))


def acute_band(session: SessionView) -> Mapping[str, Any] | None:
    """What the band says; None while nothing is acute.

    The lecturer's number and 112 stay for as long as people sit in the conversation, whoever has answered.
    """
    alert = session.alert
    if not session.is_acute or alert is None:
        return None
    is_open = session.state == "under_way"
    return {
        "title": _title(session, alert),
        "text": " ".join(_text(session, alert)),
        "times": list(_times(session, alert)),
        "is_answered": alert.state == "acknowledged",
        "is_escalated": alert.state == "unanswered",
        "follow_up": follow_up_words(session.follow_up),
        "phone": _phone(session.lecturer_id) if is_open else "",
        "has_emergency": is_open,
    }


def client_phone(session: SessionView) -> str:
    """The client's number, for the lecturer to call before the conversation; empty where nothing calls for it."""
    is_theirs = session.is_acute and session.state == "planned" and caller().actor.role is Role.LECTURER
    replies = ask_each(Client(session.client_id)) if is_theirs else []
    return next((reply.phone for reply in replies if isinstance(reply, ClientView)), "")


def follow_up_words(follow_up: FollowUpState | None) -> str:
    """How the second appointment stands, in a sentence; empty where none is wished for."""
    if follow_up is None:
        return ""
    if follow_up.decided and follow_up.decided_at and follow_up.state == "declined":
        person = (follow_up.decided_by and directory().person_name(follow_up.decided_by)) or t("guide.somebody")
        at = app_context().dates.when(follow_up.decided_at, language())
        return t(f"closing.decided.{follow_up.decided}", person=person, when=at)
    when = app_context().dates.when(follow_up.starts_at, language()) if follow_up.starts_at else ""
    return t(f"acute.follow_up.{follow_up.state}", when=when)


def _title(session: SessionView, alert: AlertState) -> str:
    if session.state == "planned":
        return t("acute.title_beforehand")
    if alert.state != "acknowledged":
        return t("acute.title" if session.state == "under_way" else "acute.title_over")
    return t("acute.title_taken_over" if alert.is_taken_over else "acute.title_answered")


def _text(session: SessionView, alert: AlertState) -> Iterator[str]:
    lecturer = directory().person_name(session.lecturer_id)
    if session.state == "under_way":
        yield t("acute.now_beforehand" if alert.is_beforehand else "acute.now")
    if alert.state == "acknowledged":
        yield _answer(alert)
        return
    yield t(f"acute.{alert.state}", lecturer=lecturer)
    if alert.coordinator_by:
        yield t("acute.coordinator", person=_who(alert.coordinator_by))
    if alert.calls_have_ended:
        yield t("acute.calls_ended")
    elif alert.coordinator_by:
        yield t("acute.still_called")
    if alert.state == "unanswered" and session.state == "under_way":
        yield t("acute.call_now")


def _answer(alert: AlertState) -> str:
    key = "taken_over" if alert.is_taken_over else f"acknowledged_as.{alert.acknowledged_as or 'somebody'}"
    return t(f"acute.{key}", person=_who(alert.acknowledged_by))


def _times(session: SessionView, alert: AlertState) -> Iterator[tuple[str, str]]:
    high = [rating for rating in standing(session) if rating.is_high]
    if high:
        began = session.started_at
        is_of_before = began is None or high[-1].rated_at < began
        key = "acute.at.rated_beforehand" if is_of_before else "acute.at.rated"
        yield clock(high[-1].rated_at), t(key, level=high[-1].level)
    else:
        yield clock(alert.detected_at), t("acute.at.detected")
    if alert.alerted_at:
        yield clock(alert.alerted_at), t("acute.at.alerted")
    if alert.coordinator_at:
        yield clock(alert.coordinator_at), t("acute.at.coordinator", person=_who(alert.coordinator_by))
    if alert.acknowledged_at:
        key = "acute.at.taken_over" if alert.is_taken_over else "acute.at.acknowledged"
        yield clock(alert.acknowledged_at), t(key, person=_who(alert.acknowledged_by))


def _who(person_id: UUID | None) -> str:
    return (person_id and directory().person_name(person_id)) or t("acute.somebody")


def _phone(lecturer_id: UUID) -> str:
    """The lecturer's number, for everybody but the lecturer."""
    return "" if caller().actor.id == lecturer_id else directory().phone(lecturer_id)
