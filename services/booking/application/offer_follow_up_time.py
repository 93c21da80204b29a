"""Offering a follow-up a time that a person chose."""

from __future__ import annotations

from datetime import datetime

from services.booking.application import facts, refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.application.draft_appointment import draft_follow_up
from services.booking.application.reschedule_appointment import move_appointment
from services.booking.application.take_time import check_follow_up_day, check_start, take_time
from services.booking.domain.appointment import Appointment
from services.booking.domain.follow_up import FollowUp, FollowUpState
from shared.contracts.requests.booking import AppointmentView, OfferFollowUpTime


def offer_follow_up_time(desk: Desk, ask: OfferFollowUpTime) -> AppointmentView:
    """Hold this time for a follow-up that waits, was given up, or was proposed at another time."""
    follow_up = rights.follow_up_to_change(desk, ask.follows_id)
    if follow_up.state is FollowUpState.BOOKED:
        raise refusals.follow_up_booked()
    check_start(desk, ask.starts_at)
    check_follow_up_day(desk, ask.follows_id, ask.starts_at)
    held = _hold(desk, follow_up, ask.starts_at, ask.campus)
    proposed = follow_up.proposed(held.id)
    desk.follow_ups.save(proposed)
    desk.events.emit(facts.proposed(desk, proposed, held))
    return views.of_appointment(desk, held)


def _hold(desk: Desk, follow_up: FollowUp, starts_at: datetime, campus: str) -> Appointment:
    held = desk.diary.locked(follow_up.appointment_id) if follow_up.appointment_id else None
    if held:
        return move_appointment(desk, held, starts_at, campus)
    return take_time(
        desk,
        starts_at,
        campus,
        shape=lambda roster: roster.preferring(follow_up.wish),
        draft=lambda team: draft_follow_up(desk, follow_up, starts_at, team),
        write=desk.diary.add,
        client_id=follow_up.client_id,
    )
