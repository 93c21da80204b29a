"""Taking back a stress rating that was recorded by mistake, and what is then left for people to decide."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.elements.ratings import standing
from services.gateway.pages.guide.acute import follow_up_words
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase

blueprint = Blueprint("guide_ratings", __name__)

_PATH = "/sessions/<uuid:session_id>/stress/ratings/<uuid:rating_id>/withdraw"
_STEPS_OPEN = ("under_way", "closed")


@blueprint.get(_PATH)
@staff_only(Role.STUDENT, Role.LECTURER)
def ask_to_withdraw(session_id: UUID, rating_id: UUID, sent: FormState | None = None) -> Response:
    """Ask before it is taken back, and say what comes of it."""
    found = ask(requests.Session(session_id))
    rating = next((each for each in found.stress if each.rating_id == rating_id), None)
    if rating is None:
        abort(404)
    others = [each for each in standing(found) if each.rating_id != rating_id]
    ends_acute = found.is_acute and rating.is_high and not any(each.is_high for each in others)
    back = _way_back(found)
    return render("guide/withdraw_rating.html", sent, session=found, rating=rating, ends_acute=ends_acute, back=back)


@blueprint.post(_PATH)
@staff_only(Role.STUDENT, Role.LECTURER)
def withdraw(session_id: UUID, rating_id: UUID) -> Response:
    """Take it back."""
    sent = submit(requests.WithdrawRating, session_id=session_id, rating_id=rating_id)
    if not sent.is_done:
        return ask_to_withdraw(session_id=session_id, rating_id=rating_id, sent=sent)
    if ask(requests.Session(session_id)).state in _STEPS_OPEN:
        return see_other("guide.step", said="rating_withdrawn", session_id=session_id, phase=Phase.STRESS.value)
    return see_other("guide.page", said="rating_withdrawn", session_id=session_id)


def left_after_mistake(session: requests.SessionView) -> str:
    """How a follow-up stands that a mistaken rating led to; empty where nothing is left to decide."""
    was_mistaken = any(rating.is_high and rating.withdrawn_at for rating in session.stress)
    is_arranged = session.follow_up is not None and session.follow_up.state in ("proposed", "waiting", "confirmed")
    return follow_up_words(session.follow_up) if was_mistaken and not session.is_acute and is_arranged else ""


def _way_back(session: requests.SessionView) -> str:
    if session.state in _STEPS_OPEN:
        return url_for("guide.step", session_id=session.session_id, phase=Phase.STRESS.value)
    return url_for("guide.page", session_id=session.session_id)
