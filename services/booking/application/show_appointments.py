"""Showing appointments to those whose they are."""

from __future__ import annotations

from services.booking.application import refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.domain.span import Span
from shared.contracts.actor import Role
from shared.contracts.requests.booking import Appointment, Appointments, AppointmentView


def show_appointment(desk: Desk, ask: Appointment) -> AppointmentView:
    """One, to its client, its people, coordinators and the system."""
    return views.of_appointment(desk, rights.appointment(desk, ask.appointment_id))


def show_appointments(desk: Desk, ask: Appointments) -> list[AppointmentView]:
    """Those that start in [from_at, until_at): coordinators all, others their own; filters narrow it."""
    rights.known_only(desk)
    if ask.until_at <= ask.from_at:
        raise refusals.until_before_from()
    client_id = ask.client_id
    if desk.actor.role is Role.CLIENT:
        if client_id not in (None, desk.actor.id):
            return []
        client_id = desk.actor.id
    people = [each for each in (ask.person_id, desk.person_id) if each]
    found = desk.diary.between(Span(ask.from_at, ask.until_at), client_id, people)
    return views.of_appointments(desk, found)
