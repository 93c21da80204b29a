"""Taking the consent back."""

from __future__ import annotations

from services.booking.application import refusals, rights, views
from services.booking.application.cancel_appointment import clear_diary
from services.booking.application.desk import Desk
from shared.contracts.actor import Role
from shared.contracts.events.booking import ConsentWithdrawn
from shared.contracts.requests.booking import ClientView, WithdrawConsent


def withdraw_consent(desk: Desk, ask: WithdrawConsent) -> ClientView:
    """By the client, or a coordinator for them: what is to come is cancelled; where none was given nothing changes."""
    if desk.actor.role is not Role.CLIENT and not desk.is_coordinating:
        raise refusals.not_allowed()
    client = rights.client_to_change(desk, ask.client_id)
    if not client.has_consented:
        return views.of_client(desk, client)
    clear_diary(desk, client.id)
    withdrawing = client.withdrawing(desk.now)
    desk.clients.save(withdrawing)
    desk.events.emit(ConsentWithdrawn(client.id, desk.now))
    return views.of_client(desk, withdrawing)
