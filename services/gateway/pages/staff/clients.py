"""Clients: finding them, their contact data and history, and what may be done for them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.staff.appointments import KINDS, time_choice
from services.gateway.pages.staff.receipts import receipts
from services.gateway.web.app_context import app_context
from services.gateway.web.forms import FormState, blank, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask, ask_many
from shared.contracts.actor import Role
from shared.contracts.requests import booking, notification
from shared.contracts.vocabulary import CONSENT_VERSION

blueprint = Blueprint("clients", __name__)

LONG_AGO, FAR_AHEAD = timedelta(days=3650), timedelta(days=400)
LONGEST_SEARCH = 200


@blueprint.get("/clients")
@staff_only()
def search() -> Response:
    """All whom the caller may know of, or those found by the search."""
    wished = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    return render("clients/list.html", clients=ask(booking.Clients(wished)), search=wished)


@blueprint.get("/clients/<uuid:client_id>")
@staff_only()
def page(client_id: UUID, sent: FormState | None = None) -> Response:
    """One client: contact, consent, conversations, messages."""
    now = app_context().clock.now()
    client, appointments, messages = ask_many(
        booking.Client(client_id),
        booking.Appointments(now - LONG_AGO, now + FAR_AHEAD, client_id=client_id),
        notification.Messages(recipient_id=client_id),
    )
    return render(
        "clients/page.html",
        sent,
        client=client,
        appointments=sorted(appointments, key=lambda each: each.starts_at, reverse=True),
        kinds=KINDS,
        consent_version=CONSENT_VERSION,
        receipts=receipts(messages, client.client_id, client.name),
    )


@blueprint.get("/clients/<uuid:client_id>/change")
@staff_only()
def change(client_id: UUID, sent: FormState | None = None) -> Response:
    """The form for contact data and language."""
    client = ask(booking.Client(client_id))
    known = blank(name=client.name, email=client.email, phone=client.phone, language=client.language.value)
    return render("clients/change.html", sent or known, client=client)


@blueprint.post("/clients/<uuid:client_id>/change")
@staff_only()
def save(client_id: UUID) -> Response:
    """Correct contact data or language."""
    sent = submit(booking.ChangeClient, client_id=client_id)
    if not sent.is_done:
        return change(client_id=client_id, sent=sent)
    return see_other("clients.page", said="client_changed", client_id=client_id)


@blueprint.get("/clients/<uuid:client_id>/book")
@staff_only()
def choose_time(client_id: UUID, sent: FormState | None = None) -> Response:
    """Choose a time for the client."""
    client = ask(booking.Client(client_id))
    back, here = url_for("clients.page", client_id=client_id), url_for("clients.choose_time", client_id=client_id)
    shown = {"client": client, "choice": time_choice(here, back), "consent_version": CONSENT_VERSION}
    return render("clients/book.html", sent, **shown)


@blueprint.post("/clients/<uuid:client_id>/book")
@staff_only()
def book(client_id: UUID) -> Response:
    """Book it."""
    sent = submit(booking.BookAppointment, client_id=client_id)
    if not sent.is_done:
        return choose_time(client_id=client_id, sent=sent)
    return see_other("appointments.page", said="appointment_booked", appointment_id=sent.reply.appointment_id)


@blueprint.post("/clients/<uuid:client_id>/consent/recorded")
@staff_only()
def record_consent(client_id: UUID) -> Response:
    """Keep the consent that the client gave on paper or aloud."""
    sent = submit(booking.RecordConsent, client_id=client_id)
    if not sent.is_done:
        return page(client_id=client_id, sent=sent)
    return see_other("clients.page", said="consent_recorded", client_id=client_id)


@blueprint.get("/clients/<uuid:client_id>/consent")
@staff_only(Role.COORDINATOR)
def ask_to_withdraw(client_id: UUID, sent: FormState | None = None) -> Response:
    """Ask before the consent is taken back."""
    return render("clients/withdraw.html", sent, client=ask(booking.Client(client_id)))


@blueprint.post("/clients/<uuid:client_id>/consent")
@staff_only(Role.COORDINATOR)
def withdraw(client_id: UUID) -> Response:
    """Take the consent back for the client."""
    sent = submit(booking.WithdrawConsent, client_id=client_id)
    if not sent.is_done:
        return ask_to_withdraw(client_id=client_id, sent=sent)
    return see_other("clients.page", said="client_consent_withdrawn", client_id=client_id)


@blueprint.get("/clients/<uuid:client_id>/erase")
@staff_only(Role.COORDINATOR)
def ask_to_erase(client_id: UUID, sent: FormState | None = None) -> Response:
    """Ask before the client is forgotten."""
    return render("clients/erase.html", sent, client=ask(booking.Client(client_id)))


@blueprint.post("/clients/<uuid:client_id>/erase")
@staff_only(Role.COORDINATOR)
def erase(client_id: UUID) -> Response:
    """Have the client forgotten."""
    sent = submit(booking.EraseClient, client_id=client_id)
    if not sent.is_done:
        return ask_to_erase(client_id=client_id, sent=sent)
    return see_other("clients.search", said="client_erased")
