"""The client's consent: asked before anything is kept, shown, and taken back."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.gateway.pages.client.own_facts import Own, own_facts
from services.gateway.pages.client.privacy import contact
from services.gateway.pages.client.self_fill import FORMS, by_form_link, home_of
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import by_link
from services.gateway.web.rendering import render, see_other
from shared.contracts.requests import booking
from shared.contracts.vocabulary import CONSENT_VERSION
from shared.links import LinkPurpose
from shared.refusal import not_found

blueprint = Blueprint("consent", __name__)


@blueprint.get(f"{FORMS}/consent")
@by_form_link
def page(door: str, token: str, sent: FormState | None = None) -> Response:
    """What is asked, where no consent stands; else what the client has consented to, and the way to take it back."""
    own = _own(door, token)
    if not own.has_consented:
        return _ask(own, sent)
    if own.door == "f":
        return redirect(home_of(own), 303)
    return render("own/consent.html", sent, own=own, contact=contact())


@blueprint.post(f"{FORMS}/consent")
@by_form_link
def give(door: str, token: str) -> Response:
    """Keep the consent to the text that was shown; without the box ticked nothing is asked of anyone."""
    own = _own(door, token)
    if request.form.get("has_consented") != "yes":
        return _ask(own, is_unticked=True)
    sent = submit(booking.GiveConsent, client_id=own.link.client_id)
    if not sent.is_done:
        return page(door=door, token=token, sent=sent)
    return see_other("self_fill.page" if own.door == "f" else "own.page", said="consent_given", token=token)


@blueprint.post("/c/<token>/consent/withdraw")
@by_link(LinkPurpose.APPOINTMENT)
def withdraw(token: str) -> Response:
    """Take the consent back."""
    own = own_facts(token)
    sent = submit(booking.WithdrawConsent, client_id=own.link.client_id)
    if sent.is_done:
        return see_other("consent.page", said="consent_withdrawn", door="c", token=token)
    return page(door="c", token=token, sent=sent)


def _own(door: str, token: str) -> Own:
    own = own_facts(token)
    if own.door != door:
        raise not_found("link_forged")  # each link by its own door
    return own


def _ask(own: Own, sent: FormState | None = None, *, is_unticked: bool = False) -> Response:
    shown = {"home": home_of(own), "version": CONSENT_VERSION, "is_unticked": is_unticked, "contact": contact()}
    return render("own/ask_consent.html", sent, own=own, status=422 if is_unticked else None, **shown)
