"""Following the session: its appointment is under way, then completed."""

from __future__ import annotations

from uuid import UUID

from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment, State


class UnknownAppointment(LookupError):
    """A session tells of an appointment that booking does not have, or that cannot be in that state yet."""


def begin_appointment(desk: Desk, session_id: UUID) -> None:
    """The conversation began; heard late or twice, it changes nothing. Raises UnknownAppointment."""
    appointment = locked(desk, session_id)
    if appointment.state not in (State.UNDER_WAY, State.COMPLETED):
        _turn(desk, appointment, State.UNDER_WAY)


def complete_appointment(desk: Desk, session_id: UUID) -> None:
    """The conversation ended; heard twice, it changes nothing. Raises UnknownAppointment."""
    appointment = locked(desk, session_id)
    if appointment.state is not State.COMPLETED:
        _turn(desk, appointment, State.COMPLETED)


def locked(desk: Desk, session_id: UUID) -> Appointment:
    """The session's appointment, kept from other writers; raises UnknownAppointment, and the event waits."""
    appointment = desk.diary.locked(session_id)
    if appointment is None:
        raise UnknownAppointment(f"no appointment {session_id}")
    return appointment


def _turn(desk: Desk, appointment: Appointment, state: State) -> None:
    if not appointment.may_become(state):
        raise UnknownAppointment(f"appointment {appointment.id} is {appointment.state}, not yet to be {state}")
    desk.diary.save(appointment.turned(state))
