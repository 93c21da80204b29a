"""Tells of a conversation that has ended."""

from __future__ import annotations

from services.notification.application.known_appointment import known_appointment
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.apply_conversation_progress import call_that_it_ended
from services.notification.application.write_message import write_about
from services.notification.domain.template import Template
from shared.contracts.events.session import SessionClosed


def notify_session_closed(event: SessionClosed, uow: UnitOfWork) -> None:
    """The client hears that the summary is ready, the lecturer that the debrief waits; an open alert is over too."""
    appointment = known_appointment(uow, event.session_id).closed()  # a session carries its appointment's id
    uow.appointments.save(appointment)
    call_that_it_ended(event.session_id, uow)
    write_about(uow, appointment, Template.SUMMARY_READY, [appointment.client_id])
    write_about(uow, appointment, Template.DEBRIEF_WAITS, [appointment.lecturer_id])
