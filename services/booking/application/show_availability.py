"""Showing when a person can be booked."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import rights
from services.booking.application.desk import Desk
from services.booking.domain.calendar import Hours
from shared.contracts.requests.booking import (
    Availability,
    AvailabilityException,
    AvailabilityView,
    WeeklyHours,
)


def show_availability(desk: Desk, ask: Availability) -> AvailabilityView:
    """To coordinators and the person."""
    return availability_of(desk, rights.person_to_schedule(desk, ask.person_id).id)


def availability_of(desk: Desk, person_id: UUID) -> AvailabilityView:
    """The weekly hours, and the exceptions from today on, in order."""
    hours = desk.timetable.hours([person_id], desk.today).get(person_id, Hours())
    return AvailabilityView(
        person_id=person_id,
        weekly=tuple(WeeklyHours(each.weekday, each.starts, each.ends) for each in hours.weekly),
        exceptions=tuple(
            AvailabilityException(each.on, each.is_available, each.starts, each.ends) for each in hours.exceptions
        ),
    )
