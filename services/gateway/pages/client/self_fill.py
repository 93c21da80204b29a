"""The forms that a client fills in alone: stress and time use, on the own page or by a link for the forms alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.client.own_facts import Own, own_facts
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import by_link
from services.gateway.web.language import t
from services.gateway.web.rendering import render, see_other
from shared.contracts.requests import session
from shared.contracts.vocabulary import TimeUseKind
from shared.links import LinkPurpose

blueprint = Blueprint("self_fill", __name__)

FORMS = "/<any(c, f):door>/<token>"
KINDS = ("current", "ideal", "previous")  # in the order that they are asked for
by_form_link = by_link(LinkPurpose.APPOINTMENT, LinkPurpose.SELF_FILL)


@blueprint.get("/f/<token>")
@by_link(LinkPurpose.SELF_FILL)
def page(token: str) -> Response:
    """The forms of this one conversation."""
    own = own_facts(token)
    return render("fill/page.html", own=own, tasks=tasks(own)) if own.may_fill else closed(own)


@blueprint.get(f"{FORMS}/stress")
@by_form_link
def stress(door: str, token: str, sent: FormState | None = None) -> Response:
    """How high the stress is right now; whoever may not say it yet reads how they may, and where help is."""
    own = own_facts(token)
    if not own.shows_form(is_sent=sent is not None):
        return closed(own)
    may_rate = own.may_rate or own.summary is None
    return render("fill/stress.html", sent, own=own, home=home_of(own), may_rate=may_rate)


@blueprint.post(f"{FORMS}/stress")
@by_form_link
def rate_stress(door: str, token: str) -> Response:
    """Keep the rating; after a high one, where help is."""
    own = own_facts(token)
    sent = submit(session.RateStress, session_id=own.id)
    if not sent.is_done:
        return stress(door=door, token=token, sent=sent)
    if sent.reply.is_high:
        return see_other("self_fill.heavy", door=own.door, token=token)
    return _home(own, "stress_kept")


@blueprint.get(f"{FORMS}/stress/now")
@by_form_link
def heavy(door: str, token: str) -> Response:
    """What happens now that much weighs on the client, for one who has said so; it promises nothing to others."""
    own = own_facts(token)
    if own.summary is not None and not own.may_fill:
        return closed(own)
    if own.summary is not None and not own.summary.stress_is_high:
        return redirect(home_of(own), 303)
    return render("fill/heavy.html", own=own, home=home_of(own))


@blueprint.get(f"{FORMS}/time-use")
@by_form_link
def time_use(door: str, token: str) -> Response:
    """The circles drawn so far, and which can be drawn next."""
    own = own_facts(token)
    if not own.may_fill:
        return closed(own)
    circles = {kind.value: drawn for kind, drawn in own.circles.items()}
    still = next((kind for kind in KINDS if kind not in circles and kind != "previous"), None)
    drawn = [_drawn(own, kind) for kind in KINDS if kind in circles]
    shown: dict[str, Any] = {"kinds": KINDS, "circles": circles, "next_kind": still, "drawn": drawn}
    return render("fill/time_use.html", own=own, home=home_of(own), **shown)


@blueprint.get(f"{FORMS}/time-use/<any(current, ideal, previous):kind>")
@by_form_link
def circle(door: str, token: str, kind: str, sent: FormState | None = None) -> Response:
    """One circle to draw."""
    own = own_facts(token)
    if not own.shows_form(is_sent=sent is not None):
        return closed(own)
    shown = sent.given if sent else own.circles.get(TimeUseKind(kind))
    faults = [("circle", words) for _, words in sent.errors] if sent else []
    return render("fill/circle.html", sent, own=own, kind=kind, shown=shown, faults=faults)


@blueprint.post(f"{FORMS}/time-use/<any(current, ideal, previous):kind>")
@by_form_link
def draw(door: str, token: str, kind: str) -> Response:
    """Keep the circle; after the present day's, the ideal one."""
    own = own_facts(token)
    sent = submit(session.RecordTimeUse, session_id=own.id, kind=kind)
    if not sent.is_done:
        return circle(door=door, token=token, kind=kind, sent=sent)
    if kind == TimeUseKind.CURRENT and TimeUseKind.IDEAL not in own.circles:
        return see_other("self_fill.circle", door=own.door, token=token, kind=TimeUseKind.IDEAL.value)
    return see_other("self_fill.time_use", said="circle_kept", door=own.door, token=token)


def tasks(own: Own) -> Sequence[Mapping[str, Any]]:
    """The forms with how far each is; stress is rated on the day itself, when there is somebody to talk to."""
    has_circles = {TimeUseKind.CURRENT, TimeUseKind.IDEAL} <= set(own.circles)
    is_assessed = own.assessment is not None and own.assessment.state == "completed"
    is_rated = own.summary is not None and own.summary.stress_level is not None
    done = {"stress": is_rated, "time_use": has_circles, "self_assessment": is_assessed}
    if not own.may_rate or not (own.is_today or own.is_under_way):
        del done["stress"]
    return [{**_task(own, name), "is_done": is_done} for name, is_done in done.items()]


def closed(own: Own) -> Response:
    """The forms are not open: the conversation is over, was cancelled, or is not known here yet."""
    return render("fill/closed.html", own=own, home=home_of(own))


def home_of(own: Own) -> str:
    """Where the forms lead back to."""
    return url_for("self_fill.page", token=own.token) if own.door == "f" else url_for("own.page", token=own.token)


def _home(own: Own, said: str) -> Response:
    return see_other("self_fill.page" if own.door == "f" else "own.page", said=said, token=own.token)


def _drawn(own: Own, kind: str) -> tuple[str, str, str, str]:
    url = url_for("self_fill.circle", door=own.door, token=own.token, kind=kind)
    return t(f"fill.circle.{kind}"), t(f"fill.circle_about.{kind}"), url, t("layout.change")


def _task(own: Own, name: str) -> Mapping[str, Any]:
    endpoint = "self_assessment.page" if name == "self_assessment" else f"self_fill.{name}"
    return {
        "title": t(f"fill.{name}.title"),
        "text": t(f"fill.{name}.about"),
        "url": url_for(endpoint, door=own.door, token=own.token),
    }
