"""Writes to a client who did not come."""

from __future__ import annotations

from services.notification.application.known_appointment import known_appointment
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.apply_conversation_progress import call_that_it_is_off
from services.notification.application.write_message import write_about
from services.notification.domain.template import Template
from shared.contracts.events.booking import AppointmentNoShow


def notify_no_show(event: AppointmentNoShow, uow: UnitOfWork) -> None:
    """The client gets a kind note and a way to book again."""
    appointment = known_appointment(uow, event.appointment_id).called_off()
    uow.appointments.save(appointment)
    call_that_it_is_off(event.appointment_id, uow)
    write_about(uow, appointment, Template.NO_SHOW, [appointment.client_id])
