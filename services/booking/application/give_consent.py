"""Consenting to the collection of data."""

from __future__ import annotations

from services.booking.application import refusals, rights, views
from services.booking.application.desk import Desk
from services.booking.application.register_client import worded
from shared.contracts.actor import Role
from shared.contracts.events.booking import ConsentGiven
from shared.contracts.requests.booking import ClientView, GiveConsent


def give_consent(desk: Desk, ask: GiveConsent) -> ClientView:
    """By the client, or by a coordinator who has it on paper; the same version twice is given once."""
    consent_is_theirs(desk)
    client = rights.client_to_change(desk, ask.client_id)
    version = worded("consent_version", ask.consent_version)
    if client.consent_version == version:
        return views.of_client(desk, client)
    consenting = client.consenting(version, desk.now)
    desk.clients.save(consenting)
    desk.events.emit(ConsentGiven(client.id, version, desk.now))
    return views.of_client(desk, consenting)


def consent_is_theirs(desk: Desk) -> None:
    """Refuse all but the client and coordinators."""
    if desk.actor.role is not Role.CLIENT and not desk.is_coordinating:
        raise refusals.not_allowed()
