"""Turning a held follow-up into a booked appointment."""

from __future__ import annotations

from services.booking.application import facts, refusals, rights, views
from services.booking.application.decide_follow_up import decide
from services.booking.application.desk import Desk
from services.booking.domain.appointment import State
from services.booking.domain.decision import Outcome
from shared.contracts.requests.booking import AppointmentView, ConfirmFollowUp


def confirm_follow_up(desk: Desk, ask: ConfirmFollowUp) -> AppointmentView:
    """The booked follow-up; confirming twice books once."""
    appointment = rights.follow_up_to_answer(desk, ask.appointment_id)
    follow_up = desk.follow_ups.of(appointment.follows_id) if appointment.follows_id else None
    if follow_up is None:
        raise refusals.not_a_follow_up()
    if appointment.state is State.BOOKED:
        return views.of_appointment(desk, appointment)
    if appointment.state is not State.HELD:
        raise refusals.wrong_state(appointment.state)
    if appointment.starts_at <= desk.now:
        raise refusals.time_past()
    confirmed = appointment.turned(State.BOOKED)
    desk.diary.save(confirmed)
    if follow_up.fell_through:
        decide(desk, follow_up, Outcome.TIME_CONFIRMED)
    desk.follow_ups.save(follow_up.booked())
    desk.events.emit(facts.booked(desk, confirmed))
    return views.of_appointment(desk, confirmed)
