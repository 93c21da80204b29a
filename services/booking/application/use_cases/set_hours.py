"""Setting when a person can be booked."""

from __future__ import annotations

from datetime import date, time

from services.booking.application import authorization, refusals
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.show_availability import availability_of
from services.booking.domain.calendar import DatedException, WeeklyHours
from shared.contracts.requests.booking import (
    AvailabilityException,
    AvailabilityView,
    SetExceptions,
    SetWeeklyHours,
)


def set_weekly_hours(ask: SetWeeklyHours, uow: UnitOfWork) -> AvailabilityView:
    """Replace the weekly hours: coordinators for anyone, others for themselves; what is booked stays booked."""
    person = authorization.person_to_schedule(uow, ask.person_id)
    for each in ask.weekly:
        _check_order(each.starts, each.ends, "weekly")
    weekly = [WeeklyHours(each.weekday, each.starts, each.ends) for each in dict.fromkeys(ask.weekly)]
    uow.timetable.set_weekly(person.id, weekly)
    return availability_of(uow, person.id)


def set_exceptions(ask: SetExceptions, uow: UnitOfWork) -> AvailabilityView:
    """Replace the exceptions from today on, under the same rule."""
    person = authorization.person_to_schedule(uow, ask.person_id)
    exceptions = [_exception(each, uow.today) for each in dict.fromkeys(ask.exceptions)]
    uow.timetable.set_exceptions(person.id, uow.today, exceptions)
    return availability_of(uow, person.id)


def _exception(asked: AvailabilityException, today: date) -> DatedException:
    if asked.on < today:
        raise refusals.exception_in_past(asked.on)
    if (asked.starts is None) != (asked.ends is None):
        raise refusals.exception_hours_incomplete(asked.on)
    if asked.starts is None and asked.is_available:
        raise refusals.exception_hours_missing(asked.on)
    if asked.starts is not None and asked.ends is not None:
        _check_order(asked.starts, asked.ends, "exceptions")
    return DatedException(asked.on, asked.is_available, asked.starts, asked.ends)


def _check_order(starts: time, ends: time, field: str) -> None:
    if ends != time() and ends <= starts:
        raise refusals.hours_end_before_start(field)
