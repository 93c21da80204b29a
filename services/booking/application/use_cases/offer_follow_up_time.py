"""Offering a follow-up a time that a person chose."""

from __future__ import annotations

from datetime import datetime

from services.booking.application import authorization, event_builders, refusals, views
from services.booking.application.draft_appointment import draft_follow_up
from services.booking.application.reserve_slot import check_follow_up_day, check_start, reserve_slot
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.reschedule_appointment import move_appointment
from services.booking.domain.appointment import Appointment
from services.booking.domain.follow_up import FollowUp, FollowUpState
from shared.contracts.requests.booking import AppointmentView, OfferFollowUpTime


def offer_follow_up_time(ask: OfferFollowUpTime, uow: UnitOfWork) -> AppointmentView:
    """Hold this time for a follow-up that waits, was given up, or was proposed at another time."""
    follow_up = authorization.follow_up_to_change(uow, ask.follows_id)
    if follow_up.state is FollowUpState.BOOKED:
        raise refusals.follow_up_booked()
    check_start(uow, ask.starts_at)
    check_follow_up_day(uow, ask.follows_id, ask.starts_at)
    held = _hold(uow, follow_up, ask.starts_at, ask.campus)
    proposed = follow_up.proposed(held.id)
    uow.follow_ups.save(proposed)
    uow.events.emit(event_builders.proposed(uow, proposed, held))
    return views.of_appointment(uow, held)


def _hold(uow: UnitOfWork, follow_up: FollowUp, starts_at: datetime, campus: str) -> Appointment:
    held = uow.diary.get_for_update(follow_up.appointment_id) if follow_up.appointment_id else None
    if held:
        return move_appointment(uow, held, starts_at, campus)
    return reserve_slot(
        uow,
        starts_at,
        campus,
        shape=lambda roster: roster.preferring(follow_up.wish),
        draft=lambda team: draft_follow_up(uow, follow_up, starts_at, team),
        write=uow.diary.add,
        client_id=follow_up.client_id,
    )
