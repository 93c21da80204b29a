"""Correcting a client's contact data or language."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from services.booking.application import refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.application.register_client import worded
from services.booking.domain.client import Client
from services.booking.domain.former_address import FormerAddress
from shared.contracts.events.booking import ClientAddressChanged
from shared.contracts.requests.booking import ChangeClient, ClientView


def change_client(desk: Desk, ask: ChangeClient) -> ClientView:
    """By coordinators, and by the staff of the client's appointments; the address by those who meet the client now."""
    rights.staff_only(desk)
    client = rights.client_to_change(desk, ask.client_id)
    changed = replace(
        client,
        name=worded("name", ask.name),
        email=ask.email.strip(),
        phone=(ask.phone or "").strip(),
        language=ask.language,
    )
    if changed.email != client.email:
        _leave(desk, client)
    desk.clients.save(changed)
    return views.of_client(desk, changed)


def _leave(desk: Desk, client: Client) -> None:
    """The mails with the private links go elsewhere from now on: who did it is kept, and the old address is told."""
    if not rights.may_change_address(desk, client.id):
        raise refusals.address_not_yours()
    former = FormerAddress(
        id=uuid4(), client_id=client.id, email=client.email, changed_at=desk.now, changed_by=desk.actor.id
    )
    desk.former_addresses.add(former)
    desk.events.emit(ClientAddressChanged(client.id, former.id, desk.now))
