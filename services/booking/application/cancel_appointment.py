"""Cancelling what has not begun."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import facts, refusals, rights, views
from services.booking.application.decline_follow_up import give_up
from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment, State
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
    settle(desk, ended)
    desk.events.emit(facts.cancelled(desk, ended))
    return ended


def settle(desk: Desk, appointment: Appointment) -> None:
    """The follow-up that will not take place at its confirmed time is given up."""
    follow_up = desk.follow_ups.of(appointment.follows_id) if appointment.follows_id else None
    if follow_up and follow_up.appointment_id == appointment.id:
        desk.follow_ups.save(follow_up.given_up())


def clear_diary(desk: Desk, client_id: UUID) -> None:
    """Cancel all that is to come for the client, and end the waiting for more."""
    for coming in desk.diary.open_of(client_id, desk.now):
        kept = rights.locked(desk, coming)
        if kept and kept.is_open:
            cancel(desk, kept)
    for follow_up in desk.follow_ups.unsettled():
        if follow_up.client_id == client_id:
            desk.follow_ups.save(follow_up.given_up())
