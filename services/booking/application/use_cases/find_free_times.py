"""Finding free times."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.booking.application import authorization, refusals
from services.booking.application.read_roster import read_roster
from services.booking.application.reserve_slot import earliest_start
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.reschedule_appointment import is_own_place
from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import starts_within
from services.booking.domain.roster import Roster, Slot
from services.booking.domain.time_range import TimeRange
from shared.contracts.actor import Role
from shared.contracts.requests.booking import FreeTime, FreeTimes

AN_INSTANT = timedelta(microseconds=1)


def find_free_times(ask: FreeTimes, uow: UnitOfWork) -> list[FreeTime]:
    """Free times that the caller may book, earliest first; none after the horizon.

    When moving, the appointment's own time is among them only for staff, and only where others would hold it.
    """
    if ask.until_at <= ask.from_at:
        raise refusals.until_before_from()
    moved = authorization.appointment(uow, ask.excluding_appointment_id) if ask.excluding_appointment_id else None
    window = TimeRange(
        max(ask.from_at, earliest_start(uow) + (AN_INSTANT if uow.is_for_staff else timedelta())),
        min(ask.until_at, uow.now + uow.programme.horizon),
    )
    if window.is_empty:
        return []
    client_id = moved.client_id if moved else _self(uow)
    roster = read_roster(uow, window, client_id, moved.id if moved else None)
    if ask.campus and ask.campus not in roster.campuses:
        raise refusals.campus_unknown()
    starts = starts_within(window, uow.programme.offered_every, uow.zone)
    campuses = (ask.campus,) if ask.campus else roster.campuses
    return [
        FreeTime(place.starts_at, uow.programme.conversation_at(place.starts_at).ends_at, place.campus)
        for place in roster.places(starts, campuses)
        if not (moved and _is_no_move(uow, moved, roster, place))
    ]


def _self(uow: UnitOfWork) -> UUID | None:
    return uow.actor.id if uow.actor.role is Role.CLIENT else None


def _is_no_move(uow: UnitOfWork, moved: Appointment, roster: Roster, place: Slot) -> bool:
    if not is_own_place(uow, moved, place.starts_at, place.campus):
        return False
    team = roster.preferring(moved.team.wish).team_at(place.starts_at, place.campus)
    return uow.actor.role is Role.CLIENT or team is None or team.is_same_as(moved.team)
