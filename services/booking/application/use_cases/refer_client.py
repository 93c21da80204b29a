"""Referring a client, who is then invited to book and to consent."""

from __future__ import annotations

from uuid import uuid4

from services.booking.application import authorization, views
from services.booking.application.register_client import register_client
from services.booking.application.unit_of_work import UnitOfWork
from shared.contracts.events.booking import ClientReferred
from shared.contracts.requests.booking import ClientView, ReferClient


def refer_client(ask: ReferClient, uow: UnitOfWork) -> ClientView:
    """By staff; the one who refers may book for the client."""
    authorization.staff_only(uow)
    client = register_client(uow, ask, "referral", uow.actor.id)
    uow.events.emit(ClientReferred(client.id, uuid4(), uow.now))
    return views.of_client(uow, client)
