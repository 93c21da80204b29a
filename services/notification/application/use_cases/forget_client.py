"""Stops writing to a client who took the consent back, and forgets one who asked to be forgotten."""

from __future__ import annotations

from uuid import UUID

from services.notification.application.unit_of_work import UnitOfWork
from services.notification.domain.template import CANCELLATIONS, Template
from shared.contracts.events.booking import ClientErased, ConsentWithdrawn

SAID_ALL_THE_SAME = CANCELLATIONS | {Template.ADDRESS_CHANGED}


def stop_writing(event: ConsentWithdrawn, uow: UnitOfWork) -> None:
    """Nothing that waits is sent to the client any more, except that a time is cancelled or an address changed."""
    uow.messages.drop_to(event.client_id, SAID_ALL_THE_SAME, "consent_withdrawn")


def forget_client(event: ClientErased, uow: UnitOfWork) -> None:
    """The client's messages and receipts are deleted, and the appointments no longer say whose they were."""
    forget(event.client_id, uow)


def forget(client_id: UUID, uow: UnitOfWork) -> None:
    """The same, however it came to be known that there is nobody left to write to."""
    uow.messages.forget(client_id)
    uow.appointments.forget_client(client_id)
