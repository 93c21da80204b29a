"""Taking the consent back."""

from __future__ import annotations

from services.booking.application import authorization, refusals, views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.cancel_appointment import cancel_upcoming
from shared.contracts.actor import Role
from shared.contracts.events.booking import ConsentWithdrawn
from shared.contracts.requests.booking import ClientView, WithdrawConsent


def withdraw_consent(ask: WithdrawConsent, uow: UnitOfWork) -> ClientView:
    """By the client, or a coordinator for them: what is to come is cancelled; where none was given nothing changes."""
    if uow.actor.role is not Role.CLIENT and not uow.is_coordinating:
        raise refusals.not_allowed()
    client = authorization.client_to_change(uow, ask.client_id)
    if not client.has_consented:
        return views.of_client(uow, client)
    cancel_upcoming(uow, client.id)
    withdrawing = client.withdrawing(uow.now)
    uow.clients.save(withdrawing)
    uow.events.emit(ConsentWithdrawn(client.id, uow.now))
    return views.of_client(uow, withdrawing)
