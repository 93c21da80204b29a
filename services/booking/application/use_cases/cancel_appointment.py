"""Cancelling what has not begun."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import authorization, event_builders, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.decline_follow_up import give_up
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FellThrough
from shared.contracts.requests.booking import AppointmentView, CancelAppointment


def cancel_appointment(ask: CancelAppointment, uow: UnitOfWork) -> AppointmentView:
    """Its people and room are free again; a held follow-up is declined."""
    appointment = authorization.appointment_to_change(uow, ask.appointment_id)
    if not appointment.is_open:
        raise refusals.wrong_state(appointment.state)
    if appointment.starts_at <= uow.now:
        raise refusals.appointment_begun()
    return views.of_appointment(uow, cancel(uow, appointment))


def cancel(uow: UnitOfWork, appointment: Appointment) -> Appointment:
    """The open appointment, cancelled; where it was a follow-up, a person may offer another time."""
    if appointment.state is State.HELD:
        return give_up(uow, appointment)
    ended = appointment.turned(State.CANCELLED)
    uow.diary.save(ended)
    let_go(uow, ended, FellThrough.CANCELLED)
    uow.events.emit(event_builders.cancelled(uow, ended))
    return ended


def let_go(uow: UnitOfWork, ended: Appointment, how: FellThrough) -> None:
    """What will not take place leaves its follow-up given up, and so the one that was to be proposed after it.

    Acute ones are urgent until a person settles them.
    """
    follow_up = uow.follow_ups.of(ended.follows_id) if ended.follows_id else None
    if follow_up and follow_up.appointment_id == ended.id:
        uow.follow_ups.save(follow_up.given_up(uow.now).fallen(how, uow.now))
    awaiting = uow.follow_ups.of(ended.id)
    if awaiting and awaiting.awaits_conversation:
        uow.follow_ups.save(awaiting.given_up(uow.now).fallen(FellThrough.NOT_HELD, uow.now))


def cancel_upcoming(uow: UnitOfWork, client_id: UUID) -> None:
    """Cancel all that is to come for the client, and end the waiting for more."""
    for coming in uow.diary.open_of(client_id, uow.now):
        kept = authorization.get_for_update(uow, coming)
        if kept and kept.is_open:
            cancel(uow, kept)
    for follow_up in uow.follow_ups.unsettled():
        if follow_up.client_id == client_id:
            uow.follow_ups.save(follow_up.given_up(uow.now).fallen(FellThrough.CANCELLED, uow.now))
