"""Booking a time for a known client."""

from __future__ import annotations

from services.booking.application import authorization, event_builders, refusals, views
from services.booking.application.draft_appointment import draft_appointment
from services.booking.application.ports import SlotTaken
from services.booking.application.reserve_slot import check_start, reserve_slot
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.accept_clash import accept_as_agreed
from services.booking.application.use_cases.give_consent import record_consent
from services.booking.domain.appointment import Appointment
from services.booking.domain.client import Client
from services.booking.domain.roster import Preference, Team
from shared.contracts.actor import Role
from shared.contracts.requests.booking import AppointmentView, BookAppointment, RecordConsent


def book_appointment(ask: BookAppointment, uow: UnitOfWork) -> AppointmentView:
    """By staff, with whom they name and the consent that they were given; or by the client, who has consented.

    The system may enter what was agreed on elsewhere: with everybody named, past times and people's free hours count
    for nothing, and only an overlap is refused.
    """
    client = authorization.client_to_change(uow, ask.client_id)
    if uow.actor.role is Role.CLIENT:
        _check_own(uow, client, ask)
    elif ask.consent != "not_yet":
        record_consent(RecordConsent(client.id, ask.consent_version, ask.consent), uow)
    wish = _wish(uow, ask)
    team = _team_agreed_on(uow, ask)
    appointment = _enter(uow, ask, team) if team else _choose(uow, ask, wish)
    uow.events.emit(event_builders.booked(uow, appointment))
    return views.of_appointment(uow, appointment)


def _team_agreed_on(uow: UnitOfWork, ask: BookAppointment) -> Team | None:
    if uow.actor.role is Role.SYSTEM and ask.student_ids and ask.lecturer_id and ask.room_id:
        return Team(ask.student_ids, ask.lecturer_id, ask.room_id)
    return None


def _enter(uow: UnitOfWork, ask: BookAppointment, team: Team) -> Appointment:
    appointment = draft_appointment(uow, ask.client_id, ask.starts_at, team)
    try:
        uow.diary.add(appointment)
    except SlotTaken as taken:
        raise refusals.time_taken() from taken
    accept_as_agreed(uow, appointment)
    return appointment


def _choose(uow: UnitOfWork, ask: BookAppointment, wish: Preference) -> Appointment:
    check_start(uow, ask.starts_at)
    return reserve_slot(
        uow,
        ask.starts_at,
        ask.campus,
        shape=lambda roster: roster.only(wish),
        draft=lambda team: draft_appointment(uow, ask.client_id, ask.starts_at, team),
        write=uow.diary.add,
        client_id=ask.client_id,
    )


def _check_own(uow: UnitOfWork, client: Client, ask: BookAppointment) -> None:
    if ask.consent != "not_yet":
        raise refusals.not_allowed()  # theirs is given by their own hand
    if not client.has_consented:
        raise refusals.consent_missing("client_id")
    if ask.student_ids or ask.lecturer_id or ask.room_id:
        raise refusals.not_allowed()  # whom they meet is the university's to choose
    if uow.diary.open_of(client.id, uow.now):
        raise refusals.already_booked()


def _wish(uow: UnitOfWork, ask: BookAppointment) -> Preference:
    _check_students(uow, ask)
    lecturer = uow.staff.person(ask.lecturer_id) if ask.lecturer_id else None
    if ask.lecturer_id and (lecturer is None or lecturer.role != "lecturer" or not lecturer.is_active):
        raise refusals.lecturer_unknown()
    room = uow.rooms.room(ask.room_id) if ask.room_id else None
    if ask.room_id and (room is None or room.campus != ask.campus or not room.is_active):
        raise refusals.room_unknown()
    return Preference(ask.student_ids, ask.lecturer_id, ask.room_id)


def _check_students(uow: UnitOfWork, ask: BookAppointment) -> None:
    if len(ask.student_ids) > uow.programme.students:
        raise refusals.students_too_many(uow.programme.students)
    if len(set(ask.student_ids)) < len(ask.student_ids):
        raise refusals.student_repeated()
    known = uow.staff.by_ids(ask.student_ids)
    for student_id in ask.student_ids:
        student = known.get(student_id)
        if student is None or student.role != "student" or not student.is_active:
            raise refusals.student_unknown()
