"""Deciding that an appointment is held although somebody's hours do not cover it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.pages.elements import clash_words
from services.gateway.pages.staff import appointments
from services.gateway.web.forms import submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import see_other
from shared.contracts.requests import booking

blueprint = Blueprint("clashes", __name__)


@blueprint.post("/appointments/<uuid:appointment_id>/clashes/<uuid:person_id>")
@staff_only()
def accept(appointment_id: UUID, person_id: UUID) -> Response:
    """The person comes all the same; back to the page where it was decided."""
    sent = submit(booking.AcceptClash, appointment_id=appointment_id, person_id=person_id)
    if not sent.is_done:
        return appointments.page(appointment_id=appointment_id, sent=sent)
    match request.form.get("seen_on"):
        case clash_words.TODAY:
            return see_other("today.page", said="clash_accepted")
        case clash_words.HOURS:
            return see_other("availability.page", said="clash_accepted", person_id=person_id)
        case clash_words.PERSON:
            return see_other("people.page", said="clash_accepted", person_id=person_id)
        case _:
            return see_other("appointments.page", said="clash_accepted", appointment_id=appointment_id)
