"""One appointment for staff: its facts, its messages, and what may be done with it now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.elements import clash_words
from services.gateway.pages.elements.times import campuses, chosen_campus, free_week
from services.gateway.pages.staff.fallen import decisions_about
from services.gateway.pages.staff.moving import what_changed, with_own_time_named
from services.gateway.pages.staff.receipts import receipts
from services.gateway.web.app_context import app_context
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask, ask_many
from shared.contracts.requests import booking, notification

blueprint = Blueprint("appointments", __name__)

KINDS = {
    "held": "waiting",
    "booked": "info",
    "under_way": "now",
    "completed": "done",
    "cancelled": "off",
    "declined": "off",
    "no_show": "off",
}
_ASKED = "/appointments/<uuid:appointment_id>/<any(cancel, no_show, decline):deed>"
_COMMANDS = {
    "cancel": booking.CancelAppointment,
    "no_show": booking.MarkNoShow,
    "decline": booking.DeclineFollowUp,
}


@blueprint.get("/appointments/<uuid:appointment_id>")
@staff_only()
def page(appointment_id: UUID, sent: FormState | None = None) -> Response:
    """The facts, and the actions that its state leaves open."""
    appointment, messages, found = ask_many(
        booking.Appointment(appointment_id),
        notification.Messages(appointment_id=appointment_id),
        booking.Clashes(appointment_id=appointment_id, include_accepted=True),
    )
    return render(
        "appointments/page.html",
        sent,
        appointment=appointment,
        kind=KINDS[appointment.state],
        decisions=decisions_about(appointment_id),
        receipts=receipts(messages, appointment.client_id, appointment.client_name),
        clashes=clash_words.clash_lines(found, clash_words.APPOINTMENT),
        accepted=clash_words.accepted_words(found),
        **_may(appointment),
    )


@blueprint.get("/appointments/<uuid:appointment_id>/move")
@staff_only()
def move(appointment_id: UUID, sent: FormState | None = None) -> Response:
    """Another time for it."""
    appointment = ask(booking.Appointment(appointment_id))
    back = url_for("appointments.page", appointment_id=appointment_id)
    here = url_for("appointments.move", appointment_id=appointment_id)
    choice = with_own_time_named(time_choice(here, back, appointment.room.campus, appointment_id), appointment)
    return render("appointments/move.html", sent, appointment=appointment, choice=choice)


@blueprint.post("/appointments/<uuid:appointment_id>/move")
@staff_only()
def move_to(appointment_id: UUID) -> Response:
    """Move it."""
    before = ask(booking.Appointment(appointment_id))
    sent = submit(booking.RescheduleAppointment, appointment_id=appointment_id)
    if not sent.is_done:
        return move(appointment_id=appointment_id, sent=sent)
    return see_other("appointments.page", said=what_changed(before, sent.reply), appointment_id=appointment_id)


@blueprint.get(_ASKED)
@staff_only()
def ask_first(appointment_id: UUID, deed: str, sent: FormState | None = None) -> Response:
    """Ask before what cannot be taken back."""
    appointment = ask(booking.Appointment(appointment_id))
    return render("appointments/confirm.html", sent, appointment=appointment, deed=deed)


@blueprint.post(_ASKED)
@staff_only()
def do(appointment_id: UUID, deed: str) -> Response:
    """Cancel, decline, or say that the client did not come."""
    sent = submit(_COMMANDS[deed], appointment_id=appointment_id)
    if not sent.is_done:
        return ask_first(appointment_id=appointment_id, deed=deed, sent=sent)
    return see_other("appointments.page", said=f"appointment_{deed}", appointment_id=appointment_id)


@blueprint.post("/appointments/<uuid:appointment_id>/confirm")
@staff_only()
def confirm(appointment_id: UUID) -> Response:
    """Book the held follow-up for the client."""
    sent = submit(booking.ConfirmFollowUp, appointment_id=appointment_id)
    if not sent.is_done:
        return page(appointment_id=appointment_id, sent=sent)
    return see_other("appointments.page", said="follow_up_confirmed", appointment_id=appointment_id)


def time_choice(here: str, back: str, campus: str | None = None, excluding: UUID | None = None) -> dict[str, Any]:
    """What a page needs on which a time is chosen: campuses, one week's free times, the ways back and forth."""
    found = campuses()
    chosen = chosen_campus(request.values.get("campus"), found) or campus or (found[0].name if found else None)
    week = free_week(chosen, request.values.get("week"), excluding) if chosen else None
    return {
        "here": here,
        "back": back,
        "campus": chosen,
        "campuses": [each.name for each in found],
        "week": week,
    }


def _may(appointment: booking.AppointmentView) -> dict[str, bool]:
    has_begun = appointment.starts_at <= app_context().clock.now()
    is_held, is_booked = appointment.state == "held", appointment.state == "booked"
    return {
        "may_move": (is_held or is_booked) and not has_begun,
        "may_cancel": is_booked and not has_begun,
        "may_confirm": is_held and not has_begun,
        "may_miss": is_booked and has_begun,
        "has_guide": appointment.state in ("booked", "under_way", "completed"),
    }
