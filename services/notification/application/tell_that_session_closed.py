"""Tells of a conversation that has ended."""

from __future__ import annotations

from services.notification.application.follow_conversation import call_that_it_ended
from services.notification.application.known_appointment import known_appointment
from services.notification.application.ports import Desk
from services.notification.application.write_message import write_about
from services.notification.domain.template import Template
from shared.contracts.events.session import SessionClosed


def tell_that_session_closed(event: SessionClosed, desk: Desk) -> None:
    """The client hears that the summary is ready, the lecturer that the debrief waits; an open alert is over too."""
    appointment = known_appointment(desk, event.session_id).closed()  # a session carries its appointment's id
    desk.appointments.save(appointment)
    call_that_it_ended(event.session_id, desk)
    write_about(desk, appointment, Template.SUMMARY_READY, [appointment.client_id])
    write_about(desk, appointment, Template.DEBRIEF_WAITS, [appointment.lecturer_id])
