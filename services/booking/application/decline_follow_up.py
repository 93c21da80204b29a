"""Giving a held follow-up up."""

from __future__ import annotations

from services.booking.application import facts, refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FellThrough, FollowUp
from shared.contracts.requests.booking import AppointmentView, DeclineFollowUp


def decline_follow_up(desk: Desk, ask: DeclineFollowUp) -> AppointmentView:
    """The held time is free again; declining twice is declining once."""
    appointment = rights.follow_up_to_answer(desk, ask.appointment_id)
    if not appointment.follows_id:
        raise refusals.not_a_follow_up()
    if appointment.state is State.DECLINED:
        return views.of_appointment(desk, appointment)
    if appointment.state is not State.HELD:
        raise refusals.wrong_state(appointment.state)
    return views.of_appointment(desk, give_up(desk, appointment))


def give_up(desk: Desk, held: Appointment) -> Appointment:
    """The held appointment, declined; its follow-up is given up, and an acute one waits for a person to settle it."""
    follow_up = desk.follow_ups.of(held.follows_id) if held.follows_id else None
    if follow_up is None:
        declined = held.turned(State.DECLINED)
        desk.diary.save(declined)
        return declined
    fallen = follow_up.given_up(desk.now).fallen(FellThrough.DECLINED, desk.now)
    desk.follow_ups.save(fallen)
    return release(desk, held, fallen)


def release(desk: Desk, held: Appointment, follow_up: FollowUp) -> Appointment:
    """The held appointment, declined and its time free; whoever listens is told."""
    declined = held.turned(State.DECLINED)
    desk.diary.save(declined)
    desk.events.emit(facts.declined(desk, declined, follow_up))
    return declined
