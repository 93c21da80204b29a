"""Giving a held follow-up up."""

from __future__ import annotations

from services.booking.application import authorization, event_builders, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FellThrough, FollowUp
from shared.contracts.requests.booking import AppointmentView, DeclineFollowUp


def decline_follow_up(ask: DeclineFollowUp, uow: UnitOfWork) -> AppointmentView:
    """The held time is free again; declining twice is declining once."""
    appointment = authorization.follow_up_to_answer(uow, ask.appointment_id)
    if not appointment.follows_id:
        raise refusals.not_a_follow_up()
    if appointment.state is State.DECLINED:
        return views.of_appointment(uow, appointment)
    if appointment.state is not State.HELD:
        raise refusals.wrong_state(appointment.state)
    return views.of_appointment(uow, give_up(uow, appointment))


def give_up(uow: UnitOfWork, held: Appointment) -> Appointment:
    """The held appointment, declined; its follow-up is given up, and an acute one waits for a person to settle it."""
    follow_up = uow.follow_ups.of(held.follows_id) if held.follows_id else None
    if follow_up is None:
        declined = held.turned(State.DECLINED)
        uow.diary.save(declined)
        return declined
    fallen = follow_up.given_up(uow.now).fallen(FellThrough.DECLINED, uow.now)
    uow.follow_ups.save(fallen)
    return release(uow, held, fallen)


def release(uow: UnitOfWork, held: Appointment, follow_up: FollowUp) -> Appointment:
    """The held appointment, declined and its time free; whoever listens is told."""
    declined = held.turned(State.DECLINED)
    uow.diary.save(declined)
    uow.events.emit(event_builders.declined(uow, declined, follow_up))
    return declined
