"""Referring a client, who is then invited to book and to consent."""

from __future__ import annotations

from uuid import uuid4

from services.booking.application import rights, views
from services.booking.application.desk import Desk
from services.booking.application.register_client import register_client
from shared.contracts.events.booking import ClientReferred
from shared.contracts.requests.booking import ClientView, ReferClient


def refer_client(desk: Desk, ask: ReferClient) -> ClientView:
    """By staff; the one who refers may book for the client."""
    rights.staff_only(desk)
    client = register_client(desk, ask, "referral", desk.actor.id)
    desk.events.emit(ClientReferred(client.id, uuid4(), desk.now))
    return views.of_client(desk, client)
