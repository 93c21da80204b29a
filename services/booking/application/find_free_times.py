"""Finding free times."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.booking.application import refusals, rights
from services.booking.application.desk import Desk
from services.booking.application.read_roster import read_roster
from services.booking.application.reschedule_appointment import is_own_place
from services.booking.application.take_time import earliest_start
from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import starts_within
from services.booking.domain.roster import Place, Roster
from services.booking.domain.span import Span
from shared.contracts.actor import Role
from shared.contracts.requests.booking import FreeTime, FreeTimes

AN_INSTANT = timedelta(microseconds=1)


def find_free_times(desk: Desk, ask: FreeTimes) -> list[FreeTime]:
    """Free times that the caller may book, earliest first; none after the horizon.

    When moving, the appointment's own time is among them only for staff, and only where others would hold it.
    """
    if ask.until_at <= ask.from_at:
        raise refusals.until_before_from()
    moved = rights.appointment(desk, ask.excluding_appointment_id) if ask.excluding_appointment_id else None
    window = Span(
        max(ask.from_at, earliest_start(desk) + (AN_INSTANT if desk.is_for_staff else timedelta())),
        min(ask.until_at, desk.now + desk.programme.horizon),
    )
    if window.is_empty:
        return []
    client_id = moved.client_id if moved else _self(desk)
    roster = read_roster(desk, window, client_id, moved.id if moved else None)
    if ask.campus and ask.campus not in roster.campuses:
        raise refusals.campus_unknown()
    starts = starts_within(window, desk.programme.offered_every, desk.zone)
    campuses = (ask.campus,) if ask.campus else roster.campuses
    return [
        FreeTime(place.starts_at, desk.programme.conversation_at(place.starts_at).ends_at, place.campus)
        for place in roster.places(starts, campuses)
        if not (moved and _is_no_move(desk, moved, roster, place))
    ]


def _self(desk: Desk) -> UUID | None:
    return desk.actor.id if desk.actor.role is Role.CLIENT else None


def _is_no_move(desk: Desk, moved: Appointment, roster: Roster, place: Place) -> bool:
    if not is_own_place(desk, moved, place.starts_at, place.campus):
        return False
    team = roster.preferring(moved.team.wish).team_at(place.starts_at, place.campus)
    return desk.actor.role is Role.CLIENT or team is None or team.is_same_as(moved.team)
