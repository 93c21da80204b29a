"""Follow-ups that wait for a time or for an answer, the acute first."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.staff.appointments import time_choice
from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests import booking

blueprint = Blueprint("follow_ups", __name__)


@blueprint.get("/follow-ups")
@staff_only()
def page(sent: FormState | None = None) -> Response:
    """All that wait, each with what can be done."""
    return render("follow_ups/page.html", sent, follow_ups=ask(booking.WaitingFollowUps()))


@blueprint.post("/follow-ups/<uuid:appointment_id>/confirm")
@staff_only()
def confirm(appointment_id: UUID) -> Response:
    """Book the held time for the client."""
    sent = submit(booking.ConfirmFollowUp, appointment_id=appointment_id)
    return see_other("follow_ups.page", said="follow_up_confirmed") if sent.is_done else page(sent=sent)


@blueprint.get("/follow-ups/<uuid:follows_id>/offer")
@staff_only()
def offer(follows_id: UUID, sent: FormState | None = None) -> Response:
    """Choose a time to propose."""
    found = _waiting(follows_id) or _fallen(follows_id)
    if found is None:
        return redirect(url_for("follow_ups.page"), 303)
    here, back = url_for("follow_ups.offer", follows_id=follows_id), url_for("follow_ups.page")
    choice = time_choice(here, back, excluding=found.appointment_id)
    return render("follow_ups/offer.html", sent, follow_up=found, choice=choice)


@blueprint.post("/follow-ups/<uuid:follows_id>/offer")
@staff_only()
def propose(follows_id: UUID) -> Response:
    """Propose it."""
    sent = submit(booking.OfferFollowUpTime, follows_id=follows_id)
    if not sent.is_done:
        return offer(follows_id=follows_id, sent=sent)
    return see_other("follow_ups.page", said="time_proposed")


@blueprint.get("/follow-ups/<uuid:follows_id>/end")
@staff_only()
def ask_to_end(follows_id: UUID, sent: FormState | None = None) -> Response:
    """Ask before it is recorded that the client wants none."""
    found = _waiting(follows_id)
    if found is None:
        return redirect(url_for("follow_ups.page"), 303)
    return render("follow_ups/end.html", sent, follow_up=found)


@blueprint.post("/follow-ups/<uuid:follows_id>/end")
@staff_only()
def end(follows_id: UUID) -> Response:
    """Record that the client wants none."""
    sent = submit(booking.EndFollowUp, follows_id=follows_id)
    if not sent.is_done:
        return ask_to_end(follows_id=follows_id, sent=sent)
    return see_other("follow_ups.page", said="follow_up_ended")


def _waiting(follows_id: UUID) -> booking.FollowUpView | None:
    return next((each for each in ask(booking.WaitingFollowUps()) if each.follows_id == follows_id), None)


def _fallen(follows_id: UUID) -> booking.FallenFollowUp | None:
    if caller().actor.role is Role.STUDENT:
        return None
    return next((each for each in ask(booking.FallenFollowUps()) if each.follows_id == follows_id), None)
