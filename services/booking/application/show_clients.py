"""Showing clients to those who may know of them."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.domain.client import Client as Known
from services.booking.domain.staff import Person
from shared.contracts.actor import Role
from shared.contracts.requests.booking import (
    Client,
    Clients,
    ClientView,
    ConsentsOf,
    ConsentView,
    Contact,
    ContactOf,
)


def show_client(desk: Desk, ask: Client) -> ClientView:
    """One, to coordinators, the staff of their appointments, and themselves."""
    return views.of_client(desk, rights.client(desk, ask.client_id))


def show_clients(desk: Desk, ask: Clients) -> list[ClientView]:
    """Those whose name or e-mail contains the text: coordinators all, other staff those they know of."""
    rights.staff_only(desk)
    return views.of_clients(desk, desk.clients.search(ask.search.strip(), desk.person_id))


def tell_consents(desk: Desk, ask: ConsentsOf) -> list[ConsentView]:
    """The consents that stand among these clients: for the system alone."""
    if desk.actor.role is not Role.SYSTEM:
        raise refusals.not_allowed()
    known = desk.clients.those(ask.client_ids).values()
    return [ConsentView(each.id, each.consent_given_at) for each in known if each.consent_given_at]


def tell_contact(desk: Desk, ask: ContactOf) -> Contact:
    """How to reach a client or a member of staff now: for the system alone."""
    if desk.actor.role is not Role.SYSTEM:
        raise refusals.not_allowed()
    found = desk.clients.client(ask.recipient_id) or desk.staff.person(ask.recipient_id)
    if found and ask.former_address_id:
        return _former_contact(desk, found, ask.former_address_id)
    if found:
        return Contact(found.id, found.name, found.email, found.phone, found.language)
    if desk.clients.is_erased(ask.recipient_id):
        raise refusals.recipient_gone()
    raise refusals.recipient_unknown()


def _former_contact(desk: Desk, found: Known | Person, former_address_id: UUID) -> Contact:
    # Without a name: the address may never have been the client's, and whoever has it is not to learn whose it is.
    former = desk.former_addresses.find(former_address_id)
    if former is None or former.client_id != found.id:
        raise refusals.recipient_unknown()
    return Contact(found.id, "", former.email, "", found.language)
