"""Following the session: its appointment is under way, not so after all, or completed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment, State


class UnknownAppointment(LookupError):
    """A session tells of an appointment that booking does not have, or that cannot be in that state yet."""


def begin_appointment(uow: UnitOfWork, session_id: UUID, started_at: datetime) -> None:
    """The conversation began; heard late or twice, it changes nothing. Raises UnknownAppointment."""
    appointment = get_for_update(uow, session_id)
    is_known = appointment.begun_at is not None and started_at <= appointment.begun_at
    if is_known or appointment.state in (State.UNDER_WAY, State.COMPLETED):
        return
    _must_follow(appointment, State.UNDER_WAY)
    uow.diary.save(appointment.begun(started_at))


def unbegin_appointment(uow: UnitOfWork, session_id: UUID, started_at: datetime) -> None:
    """The start of then was a mistake; heard twice or after a later start, it changes nothing.

    Raises UnknownAppointment where that start itself has not been heard of yet.
    """
    appointment = get_for_update(uow, session_id)
    is_past = appointment.begun_at is not None and started_at < appointment.begun_at
    if is_past or appointment.state is State.COMPLETED:
        return
    if appointment.state is State.UNDER_WAY:
        uow.diary.save(appointment.not_begun(started_at))
    elif appointment.begun_at != started_at:
        raise UnknownAppointment(f"appointment {session_id} has not begun at {started_at}")


def complete_appointment(uow: UnitOfWork, session_id: UUID) -> None:
    """The conversation ended; heard twice, it changes nothing. Raises UnknownAppointment."""
    appointment = get_for_update(uow, session_id)
    if appointment.state is not State.COMPLETED:
        _must_follow(appointment, State.COMPLETED)
        uow.diary.save(appointment.turned(State.COMPLETED))


def get_for_update(uow: UnitOfWork, session_id: UUID) -> Appointment:
    """The session's appointment, kept from other writers; raises UnknownAppointment, and the event waits."""
    appointment = uow.diary.get_for_update(session_id)
    if appointment is None:
        raise UnknownAppointment(f"no appointment {session_id}")
    return appointment


def _must_follow(appointment: Appointment, state: State) -> None:
    if not appointment.may_become(state):
        raise UnknownAppointment(f"appointment {appointment.id} is {appointment.state}, not yet to be {state}")
