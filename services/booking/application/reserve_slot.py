"""Taking a time: choosing a team, and choosing again when somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.booking.application import refusals
from services.booking.application.ports import SlotTaken
from services.booking.application.read_roster import read_roster
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import is_on_wall_clock
from services.booking.domain.follow_up_window import earliest_by_hand
from services.booking.domain.roster import Roster, Team
from services.booking.domain.time_range import TimeRange
from shared.contracts.actor import Role

ATTEMPTS = 5

Shape = Callable[[Roster], Roster]
Draft = Callable[[Team], Appointment]
Write = Callable[[Appointment], None]


def reserve_slot(
    uow: UnitOfWork,
    starts_at: datetime,
    campus: str,
    shape: Shape,
    draft: Draft,
    write: Write,
    client_id: UUID | None = None,
    excluding: UUID | None = None,
) -> Appointment:
    """The appointment that was written, with a team of the shaped roster; refused as `time_taken`."""
    for _ in range(ATTEMPTS):
        roster = read_roster(uow, TimeRange(starts_at, starts_at), client_id, excluding)
        if campus not in roster.campuses:
            raise refusals.campus_unknown()
        team = shape(roster).team_at(starts_at, campus)
        if team is None:
            break
        appointment = draft(team)
        try:
            write(appointment)
        except SlotTaken:
            continue  # whoever was quicker is in the diary now: the next reading chooses others
        return appointment
    raise refusals.time_taken()


def check_start(uow: UnitOfWork, starts_at: datetime) -> None:
    """Refuse a start that is over, not on a quarter, or, for clients and the public, too soon or too far ahead."""
    programme = uow.programme
    if starts_at <= uow.now:
        raise refusals.time_past()
    if not is_on_wall_clock(starts_at, programme.may_start_every, uow.zone):
        raise refusals.start_not_on_quarter(programme.may_start_every)
    if uow.is_for_staff:
        return
    if starts_at < uow.now + programme.notice:
        raise refusals.time_too_soon(programme.notice)
    if starts_at > uow.now + programme.horizon:
        raise refusals.time_too_far(programme.horizon)


def check_follow_up_day(uow: UnitOfWork, follows_id: UUID, starts_at: datetime) -> None:
    """Refuse a follow-up that would start before the day after the meeting that it follows."""
    follows = uow.diary.appointment(follows_id)
    earliest = earliest_by_hand(follows, uow.now, uow.zone) if follows else uow.now
    if starts_at < earliest:
        raise refusals.follow_up_too_early(earliest)


def earliest_start(uow: UnitOfWork) -> datetime:
    """Before this the caller may not book."""
    notice = uow.programme.notice if uow.actor.role in (Role.CLIENT, Role.PUBLIC) else None
    return uow.now + notice if notice else uow.now
