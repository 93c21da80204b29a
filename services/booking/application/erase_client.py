"""Forgetting a client."""

from __future__ import annotations

from services.booking.application import rights
from services.booking.application.cancel_appointment import clear_diary
from services.booking.application.desk import Desk
from shared.contracts.events.booking import ClientErased
from shared.contracts.requests.booking import EraseClient


def erase_client(desk: Desk, ask: EraseClient) -> None:
    """By a coordinator: coming appointments are cancelled, personal data is blanked, and every service is told."""
    rights.coordinators_only(desk)
    client = rights.client_to_change(desk, ask.client_id)
    clear_diary(desk, client.id)
    desk.diary.forget(client.id)
    desk.follow_ups.forget(client.id)
    desk.former_addresses.forget(client.id)
    desk.clients.erase(client.id, desk.now)
    desk.events.emit(ClientErased(client.id, desk.now))
