"""Correcting a client's contact data or language."""

from __future__ import annotations

from dataclasses import replace

from services.booking.application import rights, views
from services.booking.application.desk import Desk
from services.booking.application.register_client import worded
from shared.contracts.requests.booking import ChangeClient, ClientView


def change_client(desk: Desk, ask: ChangeClient) -> ClientView:
    """By coordinators, and by the staff of the client's appointments."""
    rights.staff_only(desk)
    client = rights.client_to_change(desk, ask.client_id)
    changed = replace(
        client,
        name=worded("name", ask.name),
        email=ask.email.strip(),
        phone=(ask.phone or "").strip(),
        language=ask.language,
    )
    desk.clients.save(changed)
    return views.of_client(desk, changed)
