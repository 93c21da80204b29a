"""Before a conversation is closed for good: what it is closed with, what was left open, and what happens then."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from services.gateway.pages.guide.acute import follow_up_words
from services.gateway.pages.guide.step_frame import Talk
from services.gateway.web.app_context import app_context
from services.gateway.web.idempotency import HIDDEN
from services.gateway.web.language import language, t
from services.gateway.web.rendering import render
from shared.contracts.requests.session import FollowUpState, SessionView
from shared.contracts.vocabulary import NoFollowUp, Phase

_OWN = HIDDEN | {"reviewed", "go"}
_ENDING = (NoFollowUp.CLIENT_DECLINED.value, NoFollowUp.NOT_NEEDED.value)  # these free what is held or booked


def review(shown: Talk) -> Response:
    """The page that asks; it carries the form to its end."""
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in _OWN]
    given = dict(typed)
    return render(
        "guide/close_review.html",
        talk=shown,
        session=shown.session,
        undone=_undone(shown.session),
        typed=typed,
        given=given,
        focus=request.form.getlist("focus"),
        recommended=[
            (text, given.get(name.replace("service", "note"), ""))
            for name, text in typed
            if name.startswith("service_") and text
        ],
        arranged=_arranged(shown.session.follow_up, given.get("follow_up", "")),
        reviewed=_state(shown.session),
        has_changed="reviewed" in request.form,
    )


def was_reviewed(session: SessionView) -> bool:
    """Whether the one who posts has seen the review of the conversation as it stands now."""
    return request.form.get("reviewed") == _state(session)


def _arranged(follow_up: FollowUpState | None, decided: str) -> str:
    """How the follow-up in hand stands, or that its time is given up with the close."""
    if decided not in _ENDING:
        return follow_up_words(follow_up)
    if follow_up is None or follow_up.starts_at is None or follow_up.state not in ("proposed", "confirmed"):
        return ""
    return t("closing.review_given_up", when=app_context().dates.when(follow_up.starts_at, language()))


def _undone(session: SessionView) -> list[Phase]:
    return [each.phase for each in session.phases if not each.is_done and each.phase is not Phase.CLOSING]


def _state(session: SessionView) -> str:
    """All of the conversation that the review tells of; what was typed comes with the form itself."""
    follow_up = session.follow_up.state if session.follow_up else ""
    agreed = "agreed" if session.synthesis.agreed_at else ""
    return "|".join((*_undone(session), "acute" if session.is_acute else "", follow_up, agreed))
