"""Moving an appointment to another time."""

from __future__ import annotations

from datetime import datetime

from services.booking.application import authorization, event_builders, refusals, staffing_refusals, views
from services.booking.application.draft_appointment import move_to
from services.booking.application.reserve_slot import check_follow_up_day, check_start, reserve_slot
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.roster import Team
from shared.contracts.actor import Role
from shared.contracts.requests.booking import AppointmentView, RescheduleAppointment
from shared.refusal import Refusal


def reschedule_appointment(ask: RescheduleAppointment, uow: UnitOfWork) -> AppointmentView:
    """The same people where they can, else others; a held follow-up stays held at its new time.

    At its own time staff get others in place of those who cannot make it any more; where nothing would change, and to
    clients always, that is refused.
    """
    appointment = authorization.appointment_to_change(uow, ask.appointment_id)
    if not appointment.is_open:
        raise refusals.wrong_state(appointment.state)
    if appointment.starts_at <= uow.now:
        raise refusals.appointment_begun()
    campus = ask.campus or campus_of(uow, appointment)
    if is_own_place(uow, appointment, ask.starts_at, campus):
        moved = _with_others(uow, appointment, campus)
    else:
        check_start(uow, ask.starts_at)
        if appointment.follows_id:
            check_follow_up_day(uow, appointment.follows_id, ask.starts_at)
        moved = move_appointment(uow, appointment, ask.starts_at, campus)
    _tell(uow, appointment, moved)
    return views.of_appointment(uow, moved)


def move_appointment(uow: UnitOfWork, appointment: Appointment, starts_at: datetime, campus: str) -> Appointment:
    """The appointment at its new time in the diary; refused as `time_taken`, and then it stays where it was.

    Refused as `nothing_to_move` where time, people and room are those that it has.
    """
    return reserve_slot(
        uow,
        starts_at,
        campus,
        shape=lambda roster: roster.preferring(appointment.team.wish),
        draft=lambda chosen: _changed(uow, appointment, starts_at, chosen),
        write=uow.diary.move,
        client_id=appointment.client_id,
        excluding=appointment.id,
    )


def is_own_place(uow: UnitOfWork, appointment: Appointment, starts_at: datetime, campus: str) -> bool:
    """Whether the appointment is at this time on this campus."""
    return starts_at == appointment.starts_at and campus == campus_of(uow, appointment)


def campus_of(uow: UnitOfWork, appointment: Appointment) -> str:
    """Where the appointment is."""
    room = uow.rooms.room(appointment.team.room_id)
    return room.campus if room else ""


def _tell(uow: UnitOfWork, previous: Appointment, moved: Appointment) -> None:
    if moved.state is State.BOOKED:
        uow.events.emit(event_builders.rescheduled(previous, moved))
        return
    follow_up = uow.follow_ups.of(moved.follows_id) if moved.follows_id else None
    if follow_up:
        uow.events.emit(event_builders.proposed(uow, follow_up, moved))


def _changed(uow: UnitOfWork, appointment: Appointment, starts_at: datetime, team: Team) -> Appointment:
    if starts_at == appointment.starts_at and team.is_same_as(appointment.team):
        raise staffing_refusals.nothing_to_move()
    return move_to(uow, appointment, starts_at, team)


def _with_others(uow: UnitOfWork, appointment: Appointment, campus: str) -> Appointment:
    if uow.actor.role is Role.CLIENT:
        raise staffing_refusals.nothing_to_move()
    try:
        return move_appointment(uow, appointment, appointment.starts_at, campus)
    except Refusal as refusal:
        if refusal.code == refusals.time_taken().code:
            raise staffing_refusals.nobody_instead() from None
        raise
