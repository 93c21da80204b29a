"""Writes to a client who did not come."""

from __future__ import annotations

from services.notification.application.follow_conversation import call_that_it_is_off
from services.notification.application.known_appointment import known_appointment
from services.notification.application.ports import Desk
from services.notification.application.write_message import write_about
from services.notification.domain.template import Template
from shared.contracts.events.booking import AppointmentNoShow


def tell_of_no_show(event: AppointmentNoShow, desk: Desk) -> None:
    """The client gets a kind note and a way to book again."""
    appointment = known_appointment(desk, event.appointment_id).called_off()
    desk.appointments.save(appointment)
    call_that_it_is_off(event.appointment_id, desk)
    write_about(desk, appointment, Template.NO_SHOW, [appointment.client_id])
