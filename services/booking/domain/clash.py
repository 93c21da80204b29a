"""A clash: a coming appointment that a member of its team cannot make, by what is known of them now.

Nothing marks an appointment as one: it is a clash for as long as hours, absences, people and appointment say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import Hours, dates_of
from services.booking.domain.staff import Person
from services.booking.domain.time_range import TimeRange


class ClashCause(StrEnum):
    """Why somebody cannot make it."""

    LEFT = "left"  # no longer active
    AWAY = "away"  # marked as away on that date or at those hours
    OUTSIDE_HOURS = "outside_hours"  # not, or no longer, within the hours in which they can be booked


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Somebody's decision that it is held all the same; it stands while appointment and hours are as they were then.

    `available` is what the person's hours said of the appointment's day.
    """

    appointment_id: UUID
    person_id: UUID
    appointment_version: int
    cause: ClashCause
    available: tuple[TimeRange, ...]
    accepted_by: UUID | None
    accepted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An appointment and the person who cannot make it; settled where it was accepted."""

    appointment: Appointment
    person: Person
    cause: ClashCause
    available: tuple[TimeRange, ...]
    acceptance: Acceptance | None = None

    def accepted(self, by: UUID | None, at: datetime) -> Acceptance:
        """The decision, to be kept, that the person comes all the same."""
        return Acceptance(
            appointment_id=self.appointment.id,
            person_id=self.person.id,
            appointment_version=self.appointment.version,
            cause=self.cause,
            available=self.available,
            accepted_by=by,
            accepted_at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A person's part in a coming appointment, with all that tells whether they can make it."""

    appointment: Appointment
    person: Person
    hours: Hours
    acceptance: Acceptance | None = None

    def clash(self, zone: tzinfo) -> Clash | None:
        """The clash, where there is one."""
        busy = self.appointment.busy
        available = self.hours.spans(*dates_of([busy], zone), zone)
        cause = self._cause(available, zone)
        if cause is None:
            return None
        return Clash(
            appointment=self.appointment,
            person=self.person,
            cause=cause,
            available=available,
            acceptance=self.acceptance if self._stands(cause, available) else None,
        )

    def _cause(self, available: tuple[TimeRange, ...], zone: tzinfo) -> ClashCause | None:
        if not self.person.is_active:
            return ClashCause.LEFT
        if any(span.holds(self.appointment.busy) for span in available):
            return None
        return ClashCause.AWAY if self.hours.is_away(self.appointment.busy, zone) else ClashCause.OUTSIDE_HOURS

    def _stands(self, cause: ClashCause, available: tuple[TimeRange, ...]) -> bool:
        told = self.acceptance
        if told is None or cause is ClashCause.LEFT:
            return False
        then = (told.appointment_version, told.cause, told.available)
        return then == (self.appointment.version, cause, available)
