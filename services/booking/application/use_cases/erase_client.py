"""Forgetting a client."""

from __future__ import annotations

from services.booking.application import authorization
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.cancel_appointment import cancel_upcoming
from shared.contracts.events.booking import ClientErased
from shared.contracts.requests.booking import EraseClient


def erase_client(ask: EraseClient, uow: UnitOfWork) -> None:
    """By a coordinator: coming appointments are cancelled, personal data is blanked, and every service is told."""
    authorization.coordinators_only(uow)
    client = authorization.client_to_change(uow, ask.client_id)
    cancel_upcoming(uow, client.id)
    uow.diary.forget(client.id)
    uow.follow_ups.forget(client.id)
    uow.former_addresses.forget(client.id)
    uow.clients.erase(client.id, uow.now)
    uow.events.emit(ClientErased(client.id, uow.now))
