"""The client says that they want no follow-up while one is waited for."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.client.own_facts import Own, own_facts
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import by_link
from services.gateway.web.rendering import render, see_other
from shared.contracts.requests import booking
from shared.links import LinkPurpose

blueprint = Blueprint("own_ending", __name__)


@blueprint.get("/c/<token>/no-follow-up")
@by_link(LinkPurpose.APPOINTMENT)
def page(token: str, sent: FormState | None = None) -> Response:
    """Ask first."""
    own = own_facts(token)
    if not _is_waited_for(own) and sent is None:
        return redirect(url_for("own.page", token=token), 303)
    return render("own/end_follow_up.html", sent, own=own)


@blueprint.post("/c/<token>/no-follow-up")
@by_link(LinkPurpose.APPOINTMENT)
def end(token: str) -> Response:
    """Nothing is looked for any more."""
    sent = submit(booking.EndFollowUp, follows_id=own_facts(token).id)
    return see_other("own.page", said="own_ended", token=token) if sent.is_done else page(token=token, sent=sent)


def _is_waited_for(own: Own) -> bool:
    follow_up = own.summary.follow_up if own.summary else None
    return follow_up is not None and follow_up.state in ("requested", "waiting")
