"""The band over the guide in an acute situation: what happens now, whose answer is awaited, since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.web.asking import ask
from services.gateway.web.fragments import fragment, fragment_only
from services.gateway.web.language import language, t
from services.gateway.web.parts import parts
from services.gateway.web.rendering import directory
from shared.contracts.requests.booking import People
from shared.contracts.requests.session import AlertState, FollowUpState, Session, SessionView

blueprint = Blueprint("acute", __name__)


@blueprint.get("/sessions/<uuid:session_id>/acute")
@fragment_only
def band(session_id: UUID) -> Response:
    """The band by itself, for an open page to look whether anything has changed."""
    return fragment("guide/acute.html", band=acute_band(ask(Session(session_id))))


def acute_band(session: SessionView) -> Mapping[str, Any] | None:
    """What the band says; None while nothing is acute."""
    alert = session.alert
    if not session.is_acute or alert is None:
        return None
    is_answered = alert.state == "acknowledged"
    return {
        "title": t("acute.title_answered" if is_answered else "acute.title"),
        "text": _text(session, alert),
        "times": list(_times(session, alert)),
        "is_answered": is_answered,
        "follow_up": follow_up_words(session.follow_up),
        "phone": "" if is_answered else phone_of(session.lecturer_id),
    }


def _text(session: SessionView, alert: AlertState) -> str:
    lecturer = directory().person_name(session.lecturer_id)
    person = _who(alert)
    words = t(f"acute.{alert.state}", lecturer=lecturer, person=person)
    return f"{t('acute.now')} {words}" if session.state == "under_way" else words


def _times(session: SessionView, alert: AlertState) -> Iterator[tuple[str, str]]:
    high = [rating for rating in session.stress if rating.is_high and rating.withdrawn_at is None]
    if high:
        yield _clock(high[-1].rated_at), t("acute.at.rated", level=high[-1].level)
    else:
        yield _clock(alert.detected_at), t("acute.at.detected")
    if alert.alerted_at:
        yield _clock(alert.alerted_at), t("acute.at.alerted")
    if alert.acknowledged_at:
        yield _clock(alert.acknowledged_at), t("acute.at.acknowledged", person=_who(alert))


def follow_up_words(follow_up: FollowUpState | None) -> str:
    """How the second appointment stands, in a sentence; empty where none is wished for."""
    if follow_up is None:
        return ""
    if follow_up.decided and follow_up.decided_at and follow_up.state == "declined":
        person = (follow_up.decided_by and directory().person_name(follow_up.decided_by)) or t("guide.somebody")
        at = parts().dates.when(follow_up.decided_at, language())
        return t(f"closing.decided.{follow_up.decided}", person=person, when=at)
    when = parts().dates.when(follow_up.starts_at, language()) if follow_up.starts_at else ""
    return t(f"acute.follow_up.{follow_up.state}", when=when)


def _who(alert: AlertState) -> str:
    return (alert.acknowledged_by and directory().person_name(alert.acknowledged_by)) or t("acute.somebody")


def phone_of(person_id: UUID) -> str:
    """The lecturer's telephone number; empty where none is known."""
    people = ask(People(role="lecturer"))
    return next((person.phone for person in people if person.person_id == person_id), "")


def _clock(instant: datetime) -> str:
    """The time of day; with the day once it is another one."""
    dates = parts().dates
    is_today = dates.local_date(instant) == dates.local_date(parts().clock.now())
    return dates.clock(instant, language()) if is_today else dates.when(instant, language())
