"""Showing clients to those who may know of them."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import authorization, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
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


def show_client(ask: Client, uow: UnitOfWork) -> ClientView:
    """One, to coordinators, the staff of their appointments, and themselves."""
    return views.of_client(uow, authorization.client(uow, ask.client_id))


def show_clients(ask: Clients, uow: UnitOfWork) -> list[ClientView]:
    """Those whose name or e-mail contains the text: coordinators all, other staff those they know of."""
    authorization.staff_only(uow)
    return views.of_clients(uow, uow.clients.search(ask.search.strip(), uow.person_id))


def show_consents(ask: ConsentsOf, uow: UnitOfWork) -> list[ConsentView]:
    """The consents that stand among these clients: for the system alone."""
    if uow.actor.role is not Role.SYSTEM:
        raise refusals.not_allowed()
    known = uow.clients.by_ids(ask.client_ids).values()
    return [ConsentView(each.id, each.consent_given_at) for each in known if each.consent_given_at]


def show_contact(ask: ContactOf, uow: UnitOfWork) -> Contact:
    """How to reach a client or a member of staff now: for the system alone."""
    if uow.actor.role is not Role.SYSTEM:
        raise refusals.not_allowed()
    found = uow.clients.client(ask.recipient_id) or uow.staff.person(ask.recipient_id)
    if found and ask.former_address_id:
        return _former_contact(uow, found, ask.former_address_id)
    if found:
        return Contact(found.id, found.name, found.email, found.phone, found.language)
    if uow.clients.is_erased(ask.recipient_id):
        raise refusals.recipient_gone()
    raise refusals.recipient_unknown()


def _former_contact(uow: UnitOfWork, found: Known | Person, former_address_id: UUID) -> Contact:
    # Without a name: the address may never have been the client's, and whoever has it is not to learn whose it is.
    former = uow.former_addresses.find(former_address_id)
    if former is None or former.client_id != found.id:
        raise refusals.recipient_unknown()
    return Contact(found.id, "", former.email, "", found.language)
