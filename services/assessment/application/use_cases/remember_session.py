"""Remember who belongs to a session, and whether it is still to be."""

from __future__ import annotations

from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.domain.conversation import SessionParticipants
from shared.contracts.events.booking import AppointmentBooked, AppointmentCancelled, AppointmentRescheduled


def remember_session(event: AppointmentBooked | AppointmentRescheduled, uow: UnitOfWork) -> None:
    """The people that the appointment now has; who is no longer among them sees the answers no more."""
    uow.conversations.save(
        SessionParticipants(
            session_id=event.appointment_id,
            client_id=event.client_id,
            student_ids=event.student_ids,
            lecturer_id=event.lecturer_id,
        )
    )


def end_session(event: AppointmentCancelled, uow: UnitOfWork) -> None:
    """A cancelled session takes no more answers."""
    uow.conversations.cancel(event.appointment_id)
