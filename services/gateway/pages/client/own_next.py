"""The follow-up of a client's appointment, on that appointment's page: when and where, and the answer to it.

What comes of it has a link of its own, in the mail about it.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.pages.client.own_facts import Own, own_facts
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import by_link
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.requests import booking
from shared.links import LinkPurpose
from shared.refusal import not_found

blueprint = Blueprint("own_next", __name__)


@blueprint.get("/c/<token>/next")
@by_link(LinkPurpose.APPOINTMENT)
def page(token: str, sent: FormState | None = None) -> Response:
    """Time and place of the follow-up, and whether they suit."""
    return render("own/next.html", sent, own=_following(token))


@blueprint.post("/c/<token>/next/confirm")
@by_link(LinkPurpose.APPOINTMENT)
def confirm(token: str) -> Response:
    """Take the proposed time."""
    sent = submit(booking.ConfirmFollowUp, appointment_id=_following(token).id)
    return see_other("own_next.page", token=token) if sent.is_done else page(token=token, sent=sent)


@blueprint.get("/c/<token>/next/decline")
@by_link(LinkPurpose.APPOINTMENT)
def ask_to_decline(token: str, sent: FormState | None = None) -> Response:
    """Ask before the time is given up."""
    return render("own/next_decline.html", sent, own=_following(token))


@blueprint.post("/c/<token>/next/decline")
@by_link(LinkPurpose.APPOINTMENT)
def decline(token: str) -> Response:
    """Give the proposed time up."""
    sent = submit(booking.DeclineFollowUp, appointment_id=_following(token).id)
    return see_other("own_next.page", token=token) if sent.is_done else ask_to_decline(token=token, sent=sent)


def _following(token: str) -> Own:
    own = own_facts(token)
    follow_up = own.summary.follow_up if own.summary else None
    if follow_up is None or follow_up.appointment_id is None:
        raise not_found("appointment_unknown", "appointment_id")
    return replace(own, appointment=ask(booking.Appointment(follow_up.appointment_id)))
