"""Showing when a person can be booked."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import authorization
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.calendar import Hours
from shared.contracts.requests.booking import (
    Availability,
    AvailabilityException,
    AvailabilityView,
    WeeklyHours,
)


def show_availability(ask: Availability, uow: UnitOfWork) -> AvailabilityView:
    """To coordinators and the person."""
    return availability_of(uow, authorization.person_to_schedule(uow, ask.person_id).id)


def availability_of(uow: UnitOfWork, person_id: UUID) -> AvailabilityView:
    """The weekly hours, and the exceptions from today on, in order."""
    hours = uow.timetable.hours([person_id], uow.today).get(person_id, Hours())
    return AvailabilityView(
        person_id=person_id,
        weekly=tuple(WeeklyHours(each.weekday, each.starts, each.ends) for each in hours.weekly),
        exceptions=tuple(
            AvailabilityException(each.on, each.is_available, each.starts, each.ends) for each in hours.exceptions
        ),
    )
