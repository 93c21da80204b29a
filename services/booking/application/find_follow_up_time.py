"""Finding and holding the best time for a follow-up."""

from __future__ import annotations

from datetime import datetime

from services.booking.application.desk import Desk
from services.booking.application.draft_appointment import draft_follow_up
from services.booking.application.ports import TimeTaken
from services.booking.application.read_roster import read_roster
from services.booking.application.reschedule_appointment import campus_of
from services.booking.application.take_time import ATTEMPTS
from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import starts_within
from services.booking.domain.follow_up import FollowUp, rosters_for
from services.booking.domain.follow_up_window import in_order_of_preference, window_for
from services.booking.domain.roster import Place, Roster


def hold_time(desk: Desk, follow_up: FollowUp, follows: Appointment) -> Appointment | None:
    """The held appointment at the best time, or None where none fits."""
    window = window_for(follow_up, follows, desk.now, desk.programme, desk.zone)
    if window.is_empty:
        return None
    for _ in range(ATTEMPTS):
        roster = read_roster(desk, window, follow_up.client_id)
        starts = list(starts_within(window, desk.programme.offered_every, desk.zone))
        order = in_order_of_preference(starts, follow_up, desk.now, desk.programme)
        place = best_place(roster, follow_up, order, campus_of(desk, follows))
        if place is None:
            return None
        held = draft_follow_up(desk, follow_up, place.starts_at, place.team)
        try:
            desk.diary.add(held)
        except TimeTaken:
            continue  # whoever was quicker is in the diary now
        return held
    return None


def best_place(roster: Roster, follow_up: FollowUp, order: list[datetime], campus: str) -> Place | None:
    """With the same people before others, and on the client's campus before others; then the earlier in the order."""
    elsewhere = [name for name in roster.campuses if name != campus]
    for people in rosters_for(follow_up, roster):
        for campuses in ([campus], elsewhere):
            place = next(people.places(order, campuses), None)
            if place:
                return place
    return None
