"""An open alert follows what becomes of its conversation, so that it never calls to a room where nobody sits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notification.application.known_appointment import known_appointment
from services.notification.application.send_alert_round import call_all
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.domain.alert import Alert
from shared.contracts.events.booking import AppointmentRescheduled
from shared.contracts.events.session import SessionStarted, StartUndone


def conversation_began(event: SessionStarted, uow: UnitOfWork) -> None:
    """Who rated high beforehand now sits in the room: whoever has not answered is called there."""
    appointment = known_appointment(uow, event.session_id)  # a session carries its appointment's id
    uow.appointments.save(appointment.begun())
    _call(event.session_id, Alert.called_anew, uow)


def start_undone(event: StartUndone, uow: UnitOfWork) -> None:
    """Nobody sits in the room after all: whoever was called there reads so."""
    appointment = known_appointment(uow, event.session_id)
    uow.appointments.save(appointment.start_undone())
    _call(event.session_id, Alert.called_anew, uow)


def call_that_it_ended(session_id: UUID, uow: UnitOfWork) -> None:
    """Nobody sits in the room any more: one last call says so, and the alert stays until the lecturer answers."""
    _call(session_id, Alert.called_last, uow)


def call_that_it_is_off(session_id: UUID, uow: UnitOfWork) -> None:
    """The client rated high, and then the conversation was called off: whoever has not answered hears of it."""
    _call(session_id, Alert.called_anew, uow)


def call_the_new_people(event: AppointmentRescheduled, uow: UnitOfWork) -> None:
    """The alert goes along to the people and the room that the conversation has now."""
    alert = uow.alerts.open_of(event.appointment_id)
    if alert is None:
        return
    moved = replace(alert, lecturer_id=event.lecturer_id, room_id=event.room_id, student_ids=event.student_ids)
    if moved != alert:
        call_all(moved.called_anew(uow.now), uow)


def _call(session_id: UUID, anew: Callable[[Alert, datetime], Alert], uow: UnitOfWork) -> None:
    alert = uow.alerts.open_of(session_id)
    if alert is not None:
        call_all(anew(alert, uow.now), uow.going_on(alert.correlation_id, alert.traceparent))
