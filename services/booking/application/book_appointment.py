"""Booking a time for a known client."""

from __future__ import annotations

from services.booking.application import facts, refusals, rights, views
from services.booking.application.accept_clash import accept_as_agreed
from services.booking.application.desk import Desk
from services.booking.application.draft_appointment import draft_appointment
from services.booking.application.give_consent import record_consent
from services.booking.application.ports import TimeTaken
from services.booking.application.take_time import check_start, take_time
from services.booking.domain.appointment import Appointment
from services.booking.domain.client import Client
from services.booking.domain.roster import Team, Wish
from shared.contracts.actor import Role
from shared.contracts.requests.booking import AppointmentView, BookAppointment, RecordConsent


def book_appointment(desk: Desk, ask: BookAppointment) -> AppointmentView:
    """By staff, with whom they name and the consent that they were given; or by the client, who has consented.

    The system may enter what was agreed on elsewhere: with everybody named, past times and people's free hours count
    for nothing, and only an overlap is refused.
    """
    client = rights.client_to_change(desk, ask.client_id)
    if desk.actor.role is Role.CLIENT:
        _check_own(desk, client, ask)
    elif ask.consent != "not_yet":
        record_consent(desk, RecordConsent(client.id, ask.consent_version, ask.consent))
    wish = _wish(desk, ask)
    team = _team_agreed_on(desk, ask)
    appointment = _enter(desk, ask, team) if team else _choose(desk, ask, wish)
    desk.events.emit(facts.booked(desk, appointment))
    return views.of_appointment(desk, appointment)


def _team_agreed_on(desk: Desk, ask: BookAppointment) -> Team | None:
    if desk.actor.role is Role.SYSTEM and ask.student_ids and ask.lecturer_id and ask.room_id:
        return Team(ask.student_ids, ask.lecturer_id, ask.room_id)
    return None


def _enter(desk: Desk, ask: BookAppointment, team: Team) -> Appointment:
    appointment = draft_appointment(desk, ask.client_id, ask.starts_at, team)
    try:
        desk.diary.add(appointment)
    except TimeTaken as taken:
        raise refusals.time_taken() from taken
    accept_as_agreed(desk, appointment)
    return appointment


def _choose(desk: Desk, ask: BookAppointment, wish: Wish) -> Appointment:
    check_start(desk, ask.starts_at)
    return take_time(
        desk,
        ask.starts_at,
        ask.campus,
        shape=lambda roster: roster.only(wish),
        draft=lambda team: draft_appointment(desk, ask.client_id, ask.starts_at, team),
        write=desk.diary.add,
        client_id=ask.client_id,
    )


def _check_own(desk: Desk, client: Client, ask: BookAppointment) -> None:
    if ask.consent != "not_yet":
        raise refusals.not_allowed()  # theirs is given by their own hand
    if not client.has_consented:
        raise refusals.consent_missing("client_id")
    if ask.student_ids or ask.lecturer_id or ask.room_id:
        raise refusals.not_allowed()  # whom they meet is the university's to choose
    if desk.diary.open_of(client.id, desk.now):
        raise refusals.already_booked()


def _wish(desk: Desk, ask: BookAppointment) -> Wish:
    _check_students(desk, ask)
    lecturer = desk.staff.person(ask.lecturer_id) if ask.lecturer_id else None
    if ask.lecturer_id and (lecturer is None or lecturer.role != "lecturer" or not lecturer.is_active):
        raise refusals.lecturer_unknown()
    room = desk.rooms.room(ask.room_id) if ask.room_id else None
    if ask.room_id and (room is None or room.campus != ask.campus or not room.is_active):
        raise refusals.room_unknown()
    return Wish(ask.student_ids, ask.lecturer_id, ask.room_id)


def _check_students(desk: Desk, ask: BookAppointment) -> None:
    if len(ask.student_ids) > desk.programme.students:
        raise refusals.students_too_many(desk.programme.students)
    if len(set(ask.student_ids)) < len(ask.student_ids):
        raise refusals.student_repeated()
    known = desk.staff.those(ask.student_ids)
    for student_id in ask.student_ids:
        student = known.get(student_id)
        if student is None or student.role != "student" or not student.is_active:
            raise refusals.student_unknown()
