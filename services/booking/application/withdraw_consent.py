"""Taking the consent back."""

from __future__ import annotations

from services.booking.application import rights, views
from services.booking.application.cancel_appointment import clear_diary
from services.booking.application.desk import Desk
from services.booking.application.give_consent import consent_is_theirs
from shared.contracts.events.booking import ConsentWithdrawn
from shared.contracts.requests.booking import ClientView, WithdrawConsent


def withdraw_consent(desk: Desk, ask: WithdrawConsent) -> ClientView:
    """Coming appointments are cancelled; withdrawing what was not given changes nothing."""
    consent_is_theirs(desk)
    client = rights.client_to_change(desk, ask.client_id)
    if not client.has_consented:
        return views.of_client(desk, client)
    clear_diary(desk, client.id)
    withdrawing = client.withdrawing()
    desk.clients.save(withdrawing)
    desk.events.emit(ConsentWithdrawn(client.id, desk.now))
    return views.of_client(desk, withdrawing)
