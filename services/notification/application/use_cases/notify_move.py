"""Tells everyone concerned that an appointment has another time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.notification.application.known_appointment import known_appointment
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.apply_conversation_progress import call_the_new_people
from services.notification.application.use_cases.notify_booking import remind_later
from services.notification.application.write_message import write_about
from services.notification.domain.template import Template
from shared.contracts.events.booking import AppointmentRescheduled


def notify_move(event: AppointmentRescheduled, uow: UnitOfWork, zone: ZoneInfo) -> None:
    """Who stays hears of the move, who joins of the appointment, who leaves of that; the reminder moves along."""
    before = known_appointment(uow, event.appointment_id)
    after = before.moved(event.starts_at, event.lecturer_id, event.student_ids)
    uow.appointments.save(after)
    uow.messages.drop_of_appointment(event.appointment_id, {Template.REMINDER}, "appointment_moved")
    stayed = [person for person in after.staff_ids if person in before.staff_ids]
    joined = [person for person in after.staff_ids if person not in before.staff_ids]
    left = [person for person in before.staff_ids if person not in after.staff_ids]
    previous = event.previous_starts_at
    write_about(uow, after, Template.MOVED, [after.client_id], previous_starts_at=previous)
    write_about(uow, after, Template.STAFF_MOVED, stayed, previous_starts_at=previous)
    write_about(uow, after, Template.STAFF_BOOKED, joined)
    write_about(uow, after, Template.STAFF_RELEASED, left, previous_starts_at=previous)
    remind_later(after, uow, zone)
    call_the_new_people(event, uow)
