"""Cancelling what has not begun."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import facts, refusals, rights, views
from services.booking.application.decline_follow_up import give_up
from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FellThrough
from shared.contracts.requests.booking import AppointmentView, CancelAppointment


def cancel_appointment(desk: Desk, ask: CancelAppointment) -> AppointmentView:
    """Its people and room are free again; a held follow-up is declined."""
    appointment = rights.appointment_to_change(desk, ask.appointment_id)
    if not appointment.is_open:
        raise refusals.wrong_state(appointment.state)
    if appointment.starts_at <= desk.now:
        raise refusals.appointment_begun()
    return views.of_appointment(desk, cancel(desk, appointment))


def cancel(desk: Desk, appointment: Appointment) -> Appointment:
    """The open appointment, cancelled; where it was a follow-up, a person may offer another time."""
    if appointment.state is State.HELD:
        return give_up(desk, appointment)
    ended = appointment.turned(State.CANCELLED)
    desk.diary.save(ended)
    let_go(desk, ended, FellThrough.CANCELLED)
    desk.events.emit(facts.cancelled(desk, ended))
    return ended


def let_go(desk: Desk, ended: Appointment, how: FellThrough) -> None:
    """What will not take place leaves its follow-up given up, and so the one that was to be proposed after it.

    Acute ones are urgent until a person settles them.
    """
    follow_up = desk.follow_ups.of(ended.follows_id) if ended.follows_id else None
    if follow_up and follow_up.appointment_id == ended.id:
        desk.follow_ups.save(follow_up.given_up(desk.now).fallen(how, desk.now))
    awaiting = desk.follow_ups.of(ended.id)
    if awaiting and awaiting.awaits_conversation:
        desk.follow_ups.save(awaiting.given_up(desk.now).fallen(FellThrough.NOT_HELD, desk.now))


def clear_diary(desk: Desk, client_id: UUID) -> None:
    """Cancel all that is to come for the client, and end the waiting for more."""
    for coming in desk.diary.open_of(client_id, desk.now):
        kept = rights.locked(desk, coming)
        if kept and kept.is_open:
            cancel(desk, kept)
    for follow_up in desk.follow_ups.unsettled():
        if follow_up.client_id == client_id:
            desk.follow_ups.save(follow_up.given_up(desk.now).fallen(FellThrough.CANCELLED, desk.now))
