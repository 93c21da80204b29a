"""The invitation of a referred client: consent, then a time.

It opens nothing that was booked: the link to that is in the mail about it.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.client.own_facts import directions
from services.gateway.pages.elements.times import campuses, chosen_campus, free_week, options
from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import by_link
from services.gateway.web.language import speak
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.requests import booking
from shared.contracts.vocabulary import CONSENT_VERSION
from shared.links import LinkPurpose
from shared.refusal import not_found

blueprint = Blueprint("invitation", __name__)


@blueprint.get("/i/<token>")
@by_link(LinkPurpose.INVITATION)
def page(token: str, sent: FormState | None = None) -> Response:
    """The consent where it is missing, also of whom staff have booked already; else the times, unless there is one."""
    client = _client()
    if sent is not None or not client.consent_version:
        return _ask(client, token, sent)
    if client.has_coming:
        return render("invitation/coming.html", client=client)
    return redirect(url_for("invitation.time", token=token), 303)


@blueprint.post("/i/<token>")
@by_link(LinkPurpose.INVITATION)
def consent(token: str) -> Response:
    """Keep the consent; without the box ticked nothing is asked of anyone."""
    client = _client()
    if request.form.get("has_consented") != "yes":
        return _ask(client, token, is_unticked=True)
    sent = submit(booking.GiveConsent, client_id=client.client_id)
    return see_other("invitation.page", token=token) if sent.is_done else page(token=token, sent=sent)


@blueprint.get("/i/<token>/time")
@by_link(LinkPurpose.INVITATION)
def time(token: str, sent: FormState | None = None) -> Response:
    """The campus where there is a choice, then a week of free times."""
    client = _client()
    if not client.consent_version:
        return redirect(url_for("invitation.page", token=token), 303)
    found = campuses()
    campus = chosen_campus(request.values.get("campus"), found)
    if campus is None:
        return render("invitation/campus.html", sent, campuses=found, options=options(found), token=token)
    week = free_week(campus, request.values.get("week"))
    return render("invitation/time.html", sent, campus=campus, has_choice=len(found) > 1, week=week, token=token)


@blueprint.post("/i/<token>/time")
@by_link(LinkPurpose.INVITATION)
def book(token: str) -> Response:
    """Book the time, and show it; a time taken meanwhile shows the times again.

    Shown at once, for the invitation could not open it again; sent again, the form books nothing new.
    """
    client = _client()
    sent = submit(booking.BookAppointment, client_id=client.client_id)
    if not sent.is_done:
        return time(token=token, sent=sent)
    return render("invitation/booked.html", client=client, booked=sent.reply, directions=directions(sent.reply.room))


def _ask(
    client: booking.ClientView, token: str, sent: FormState | None = None, *, is_unticked: bool = False
) -> Response:
    shown = {"client": client, "token": token, "version": CONSENT_VERSION, "is_unticked": is_unticked}
    return render("invitation/consent.html", sent, status=422 if is_unticked else None, **shown)


def _client() -> booking.ClientView:
    link = caller().link
    if link is None:
        raise not_found("link_forged")
    client: booking.ClientView = ask(booking.Client(link.client_id))
    speak(client.language)
    return client
