"""Turning a held follow-up into a booked appointment."""

from __future__ import annotations

from services.booking.application import authorization, event_builders, refusals, views
from services.booking.application.decide_follow_up import decide
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import State
from services.booking.domain.decision import Outcome
from shared.contracts.requests.booking import AppointmentView, ConfirmFollowUp


def confirm_follow_up(ask: ConfirmFollowUp, uow: UnitOfWork) -> AppointmentView:
    """The booked follow-up; confirming twice books once."""
    appointment = authorization.follow_up_to_answer(uow, ask.appointment_id)
    follow_up = uow.follow_ups.of(appointment.follows_id) if appointment.follows_id else None
    if follow_up is None:
        raise refusals.not_a_follow_up()
    if appointment.state is State.BOOKED:
        return views.of_appointment(uow, appointment)
    if appointment.state is not State.HELD:
        raise refusals.wrong_state(appointment.state)
    if appointment.starts_at <= uow.now:
        raise refusals.time_past()
    confirmed = appointment.turned(State.BOOKED)
    uow.diary.save(confirmed)
    if follow_up.fell_through:
        decide(uow, follow_up, Outcome.TIME_CONFIRMED)
    uow.follow_ups.save(follow_up.booked())
    uow.events.emit(event_builders.booked(uow, confirmed))
    return views.of_appointment(uow, confirmed)
