"""Showing appointments to those whose they are."""

from __future__ import annotations

from services.booking.application import refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment as Booked
from services.booking.domain.span import Span
from shared.contracts.actor import Role
from shared.contracts.requests.booking import Appointment, Appointments, AppointmentView


def show_appointment(desk: Desk, ask: Appointment) -> AppointmentView:
    """One, to its client's link, its people, coordinators and the system."""
    return views.of_appointment(desk, rights.appointment_to_see(desk, ask.appointment_id))


def show_appointments(desk: Desk, ask: Appointments) -> list[AppointmentView]:
    """Those that start in [from_at, until_at): coordinators all, staff their own, a client the link's; filters narrow.

    What else a client has booked is in the mails about it: a link is not told of it.
    """
    rights.known_only(desk)
    if ask.until_at <= ask.from_at:
        raise refusals.until_before_from()
    if desk.actor.role is Role.CLIENT:
        return views.of_appointments(desk, _own(desk, ask))
    people = [each for each in (ask.person_id, desk.person_id) if each]
    found = desk.diary.between(Span(ask.from_at, ask.until_at), ask.client_id, people)
    return views.of_appointments(desk, found)


def _own(desk: Desk, ask: Appointments) -> list[Booked]:
    found = desk.diary.between(Span(ask.from_at, ask.until_at), desk.actor.id)
    return [each for each in found if rights.is_own(desk, each) and ask.client_id in (None, each.client_id)]
