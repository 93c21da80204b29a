"""Tells everyone concerned that an appointment will not take place."""

from __future__ import annotations

from services.notification.application.known_appointment import known_appointment
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.apply_conversation_progress import call_that_it_is_off
from services.notification.application.write_message import write_about
from services.notification.domain.template import ALERTS, CANCELLATIONS, Template
from shared.contracts.events.booking import AppointmentCancelled

CLIENT_TEMPLATE = {"client": Template.CANCELLED, "staff": Template.CANCELLED_BY_US}
NO_LONGER_TRUE = frozenset(Template) - CANCELLATIONS - ALERTS


def notify_cancellation(event: AppointmentCancelled, uow: UnitOfWork) -> None:
    """The time leaves every calendar, and what still waited to be said about it is dropped."""
    appointment = known_appointment(uow, event.appointment_id).cancelled()
    uow.appointments.save(appointment)
    uow.messages.drop_of_appointment(event.appointment_id, NO_LONGER_TRUE, "appointment_cancelled")
    write_about(uow, appointment, CLIENT_TEMPLATE[event.cancelled_by], [appointment.client_id])
    write_about(uow, appointment, Template.STAFF_CANCELLED, appointment.staff_ids)
    call_that_it_is_off(event.appointment_id, uow)
