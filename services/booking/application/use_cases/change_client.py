"""Correcting a client's contact data or language."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from services.booking.application import authorization, refusals, views
from services.booking.application.register_client import worded
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.client import Client
from services.booking.domain.former_address import FormerAddress
from shared.contracts.events.booking import ClientAddressChanged
from shared.contracts.requests.booking import ChangeClient, ClientView


def change_client(ask: ChangeClient, uow: UnitOfWork) -> ClientView:
    """By coordinators, and by the staff of the client's appointments; the address by those who meet the client now."""
    authorization.staff_only(uow)
    client = authorization.client_to_change(uow, ask.client_id)
    changed = replace(
        client,
        name=worded("name", ask.name),
        email=ask.email.strip(),
        phone=(ask.phone or "").strip(),
        language=ask.language,
    )
    if changed.email != client.email:
        _leave(uow, client)
    uow.clients.save(changed)
    return views.of_client(uow, changed)


def _leave(uow: UnitOfWork, client: Client) -> None:
    """The mails with the private links go elsewhere from now on: who did it is kept, and the old address is told."""
    if not authorization.may_change_address(uow, client.id):
        raise refusals.address_not_yours()
    former = FormerAddress(
        id=uuid4(), client_id=client.id, email=client.email, changed_at=uow.now, changed_by=uow.actor.id
    )
    uow.former_addresses.add(former)
    uow.events.emit(ClientAddressChanged(client.id, former.id, uow.now))
