"""Consenting to the collection of data: by the client's own hand, or as staff record it."""

from __future__ import annotations

from services.booking.application import authorization, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.client import Client
from shared.contracts.actor import Role
from shared.contracts.events.booking import ConsentGiven
from shared.contracts.requests.booking import ClientView, GiveConsent, RecordConsent
from shared.contracts.vocabulary import CONSENT_VERSIONS, ConsentHow


def give_consent(ask: GiveConsent, uow: UnitOfWork) -> ClientView:
    """By the client alone; the same version twice is given once."""
    if uow.actor.role is not Role.CLIENT:
        raise refusals.not_allowed()
    client = authorization.client_to_change(uow, ask.client_id)
    return views.of_client(uow, consented(uow, client, ask.consent_version))


def record_consent(ask: RecordConsent, uow: UnitOfWork) -> ClientView:
    """By staff who know the client, given to them on paper or aloud; a consent that stands is not written over."""
    if not uow.actor.is_staff:
        raise refusals.not_allowed()
    client = authorization.client_to_change(uow, ask.client_id)
    return views.of_client(uow, consented(uow, client, ask.consent_version, ConsentHow(ask.how)))


def consented(uow: UnitOfWork, client: Client, version: str, how: ConsentHow = ConsentHow.SELF) -> Client:
    """The client with the consent, kept and told of; one to the same text stands, and one that the client gave."""
    known = known_version(version)
    is_repeated = client.consent_version == known or (client.has_consented and how is not ConsentHow.SELF)
    if is_repeated:
        return client
    consenting = client.consenting(known, uow.now, how, None if how is ConsentHow.SELF else uow.actor.id)
    uow.clients.save(consenting)
    uow.events.emit(ConsentGiven(client.id, known, uow.now, how))
    return consenting


def known_version(version: str) -> str:
    """The version of a text that this stack has asked by; any other is refused."""
    if version not in CONSENT_VERSIONS:
        raise refusals.consent_version_unknown()
    return version
