"""Moving an appointment to another time."""

from __future__ import annotations

from datetime import datetime

from services.booking.application import facts, refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.application.draft_appointment import move_to
from services.booking.application.take_time import check_start, take_time
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.roster import Wish
from shared.contracts.requests.booking import AppointmentView, RescheduleAppointment


def reschedule_appointment(desk: Desk, ask: RescheduleAppointment) -> AppointmentView:
    """The same people where they can, else others; a held follow-up stays held at its new time."""
    appointment = rights.appointment_to_change(desk, ask.appointment_id)
    if not appointment.is_open:
        raise refusals.wrong_state(appointment.state)
    if appointment.starts_at <= desk.now:
        raise refusals.appointment_begun()
    campus = ask.campus or campus_of(desk, appointment)
    if ask.starts_at == appointment.starts_at and campus == campus_of(desk, appointment):
        return views.of_appointment(desk, appointment)
    check_start(desk, ask.starts_at)
    moved = move_appointment(desk, appointment, ask.starts_at, campus)
    _tell(desk, appointment, moved)
    return views.of_appointment(desk, moved)


def move_appointment(desk: Desk, appointment: Appointment, starts_at: datetime, campus: str) -> Appointment:
    """The appointment at its new time in the diary; refused as `time_taken`, and then it stays where it was."""
    team = appointment.team
    return take_time(
        desk,
        starts_at,
        campus,
        shape=lambda roster: roster.preferring(Wish(team.student_ids, team.lecturer_id, team.room_id)),
        draft=lambda chosen: move_to(desk, appointment, starts_at, chosen),
        write=desk.diary.move,
        client_id=appointment.client_id,
        excluding=appointment.id,
    )


def campus_of(desk: Desk, appointment: Appointment) -> str:
    """Where the appointment is."""
    room = desk.rooms.room(appointment.team.room_id)
    return room.campus if room else ""


def _tell(desk: Desk, previous: Appointment, moved: Appointment) -> None:
    if moved.state is State.BOOKED:
        desk.events.emit(facts.rescheduled(previous, moved))
        return
    follow_up = desk.follow_ups.of(moved.follows_id) if moved.follows_id else None
    if follow_up:
        desk.events.emit(facts.proposed(desk, follow_up, moved))
