"""Confirms a booked appointment to everyone in it."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.write_message import write_about
from services.notification.domain.appointment import KnownAppointment
from services.notification.domain.reminder import reminder_at
from services.notification.domain.template import Template
from shared.contracts.events.booking import AppointmentBooked

CLIENT_TEMPLATE = {"first": Template.CONFIRMATION, "follow_up": Template.FOLLOW_UP_CONFIRMATION}


def notify_booking(event: AppointmentBooked, uow: UnitOfWork, zone: ZoneInfo) -> None:
    """The client gets orienting information and an invitation to the calendar, the staff a notice."""
    held = uow.appointments.get_for_update(event.appointment_id)
    appointment = KnownAppointment(
        appointment_id=event.appointment_id,
        client_id=event.client_id,
        lecturer_id=event.lecturer_id,
        student_ids=event.student_ids,
        starts_at=event.starts_at,
    )
    if held is not None:  # a held follow-up becomes a booked one, in the same calendar entry
        appointment = replace(appointment, sequence=held.sequence)
    uow.appointments.save(appointment)
    write_about(uow, appointment, CLIENT_TEMPLATE[event.kind], [event.client_id])
    write_about(uow, appointment, Template.STAFF_BOOKED, appointment.staff_ids)
    remind_later(appointment, uow, zone)


def remind_later(appointment: KnownAppointment, uow: UnitOfWork, zone: ZoneInfo) -> None:
    """The client is reminded on the day before, unless the time was agreed only just before that."""
    due_at = reminder_at(appointment.starts_at, uow.now, zone)
    if due_at is not None:
        write_about(uow, appointment, Template.REMINDER, [appointment.client_id], due_at=due_at)
