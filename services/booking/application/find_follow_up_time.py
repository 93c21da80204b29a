"""Finding and holding the best time for a follow-up."""

from __future__ import annotations

from datetime import datetime

from services.booking.application.draft_appointment import draft_follow_up
from services.booking.application.ports import SlotTaken
from services.booking.application.read_roster import read_roster
from services.booking.application.reserve_slot import ATTEMPTS
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.reschedule_appointment import campus_of
from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import starts_within
from services.booking.domain.follow_up import FollowUp, rosters_for
from services.booking.domain.follow_up_window import in_order_of_preference, window_for
from services.booking.domain.roster import Roster, Slot


def hold_time(uow: UnitOfWork, follow_up: FollowUp, follows: Appointment) -> Appointment | None:
    """The held appointment at the best time, or None where none fits."""
    window = window_for(follow_up, follows, uow.now, uow.programme, uow.zone)
    if window.is_empty:
        return None
    for _ in range(ATTEMPTS):
        roster = read_roster(uow, window, follow_up.client_id)
        starts = list(starts_within(window, uow.programme.offered_every, uow.zone))
        order = in_order_of_preference(starts, follow_up, uow.now, uow.programme)
        place = best_place(roster, follow_up, order, campus_of(uow, follows))
        if place is None:
            return None
        held = draft_follow_up(uow, follow_up, place.starts_at, place.team)
        try:
            uow.diary.add(held)
        except SlotTaken:
            continue  # whoever was quicker is in the diary now
        return held
    return None


def best_place(roster: Roster, follow_up: FollowUp, order: list[datetime], campus: str) -> Slot | None:
    """With the same people before others, and on the client's campus before others; then the earlier in the order."""
    elsewhere = [name for name in roster.campuses if name != campus]
    for people in rosters_for(follow_up, roster):
        for campuses in ([campus], elsewhere):
            place = next(people.places(order, campuses), None)
            if place:
                return place
    return None
