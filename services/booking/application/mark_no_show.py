"""Marking that the client did not come."""

from __future__ import annotations

from services.booking.application import refusals, rights, views
from services.booking.application.cancel_appointment import let_go
from services.booking.application.desk import Desk
from services.booking.domain.appointment import State
from services.booking.domain.follow_up import FellThrough
from shared.contracts.events.booking import AppointmentNoShow
from shared.contracts.requests.booking import AppointmentView, MarkNoShow


def mark_no_show(desk: Desk, ask: MarkNoShow) -> AppointmentView:
    """By staff, and only once the time has begun."""
    rights.staff_only(desk)
    appointment = rights.appointment_to_change(desk, ask.appointment_id)
    if not appointment.may_become(State.NO_SHOW):
        raise refusals.wrong_state(appointment.state)
    if desk.now < appointment.starts_at:
        raise refusals.no_show_too_early(appointment.starts_at)
    missed = appointment.turned(State.NO_SHOW)
    desk.diary.save(missed)
    let_go(desk, missed, FellThrough.MISSED)
    desk.events.emit(AppointmentNoShow(missed.id, missed.client_id, desk.now))
    return views.of_appointment(desk, missed)
