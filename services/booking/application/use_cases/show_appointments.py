"""Showing appointments to those whose they are."""

from __future__ import annotations

from services.booking.application import authorization, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment as Booked
from services.booking.domain.time_range import TimeRange
from shared.contracts.actor import Role
from shared.contracts.requests.booking import Appointment, Appointments, AppointmentView


def show_appointment(ask: Appointment, uow: UnitOfWork) -> AppointmentView:
    """One, to its client's link, its people, coordinators and the system."""
    return views.of_appointment(uow, authorization.appointment_to_see(uow, ask.appointment_id))


def show_appointments(ask: Appointments, uow: UnitOfWork) -> list[AppointmentView]:
    """Those that start in [from_at, until_at): coordinators all, staff their own, a client the link's; filters narrow.

    What else a client has booked is in the mails about it: a link is not told of it.
    """
    authorization.known_only(uow)
    if ask.until_at <= ask.from_at:
        raise refusals.until_before_from()
    if uow.actor.role is Role.CLIENT:
        return views.of_appointments(uow, _own(uow, ask))
    people = [each for each in (ask.person_id, uow.person_id) if each]
    found = uow.diary.between(TimeRange(ask.from_at, ask.until_at), ask.client_id, people)
    return views.of_appointments(uow, found)


def _own(uow: UnitOfWork, ask: Appointments) -> list[Booked]:
    found = uow.diary.between(TimeRange(ask.from_at, ask.until_at), uow.actor.id)
    return [each for each in found if authorization.is_own(uow, each) and ask.client_id in (None, each.client_id)]
