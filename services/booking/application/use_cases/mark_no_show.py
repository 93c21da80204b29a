"""Marking that the client did not come."""

from __future__ import annotations

from services.booking.application import authorization, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.cancel_appointment import let_go
from services.booking.domain.appointment import State
from services.booking.domain.follow_up import FellThrough
from shared.contracts.events.booking import AppointmentNoShow
from shared.contracts.requests.booking import AppointmentView, MarkNoShow


def mark_no_show(ask: MarkNoShow, uow: UnitOfWork) -> AppointmentView:
    """By staff, and only once the time has begun."""
    authorization.staff_only(uow)
    appointment = authorization.appointment_to_change(uow, ask.appointment_id)
    if not appointment.may_become(State.NO_SHOW):
        raise refusals.wrong_state(appointment.state)
    if uow.now < appointment.starts_at:
        raise refusals.no_show_too_early(appointment.starts_at)
    missed = appointment.turned(State.NO_SHOW)
    uow.diary.save(missed)
    let_go(uow, missed, FellThrough.MISSED)
    uow.events.emit(AppointmentNoShow(missed.id, missed.client_id, uow.now))
    return views.of_appointment(uow, missed)
