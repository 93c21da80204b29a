"""Finds the appointment that an event speaks of."""

from __future__ import annotations

from uuid import UUID

from services.notification.application.ports import AppointmentNotYetKnown
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.domain.appointment import KnownAppointment


def known_appointment(uow: UnitOfWork, appointment_id: UUID) -> KnownAppointment:
    """The appointment, locked; AppointmentNotYetKnown has the event heard again later."""
    appointment = uow.appointments.get_for_update(appointment_id)
    if appointment is None:
        raise AppointmentNotYetKnown(f"appointment {appointment_id} is not known yet")
    return appointment
