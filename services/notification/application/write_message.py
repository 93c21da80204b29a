"""Puts a message on its way to someone, as part of the work in hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.domain.appointment import KnownAppointment
from services.notification.domain.message import Message, message_id_for
from services.notification.domain.template import RULES, Template


def write_message(
    uow: UnitOfWork,
    template: Template,
    recipient_id: UUID,
    cause: str,
    *,
    appointment_id: UUID | None = None,
    alert_id: UUID | None = None,
    sequence: int | None = None,
    previous_starts_at: datetime | None = None,
    position: int | None = None,
    due_at: datetime | None = None,
    former_address_id: UUID | None = None,
) -> None:
    """Tell the recipient once for each cause, now or when it is due."""
    due = due_at or uow.now
    message = Message(
        message_id=message_id_for(cause, template, recipient_id),
        template=template,
        recipient_id=recipient_id,
        correlation_id=uow.correlation_id,
        created_at=uow.now,
        due_at=due,
        next_at=due,
        appointment_id=appointment_id,
        alert_id=alert_id,
        sequence=sequence if RULES[template].calendar else None,
        previous_starts_at=previous_starts_at,
        position=position,
        traceparent=uow.traceparent,
        former_address_id=former_address_id,
    )
    uow.messages.add(message)


def write_about(
    uow: UnitOfWork,
    appointment: KnownAppointment,
    template: Template,
    recipients: Iterable[UUID | None],
    *,
    previous_starts_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Tell each recipient of the appointment's present revision; an erased client is nobody."""
    cause = f"{appointment.appointment_id}/{appointment.sequence}"
    for recipient_id in recipients:
        if recipient_id is not None:
            write_message(
                uow,
                template,
                recipient_id,
                cause,
                appointment_id=appointment.appointment_id,
                sequence=appointment.sequence,
                previous_starts_at=previous_starts_at,
                due_at=due_at,
            )
