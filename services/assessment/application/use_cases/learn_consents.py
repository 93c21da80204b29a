"""Learn from booking which clients have consented: once for each session, should the event not have been heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.assessment.application.unit_of_work import UnitOfWork
from shared.contracts.requests.booking import ConsentsOf, ConsentView

MOST = 100  # at a time


def learn_consents(uow: UnitOfWork, ask: Callable[[ConsentsOf], Sequence[ConsentView]]) -> None:
    """What booking says is added to what was heard; a later withdrawal wins over it, in whatever order they come."""
    clients = uow.conversations.unasked(MOST)
    if not clients:
        return
    for consent in ask(ConsentsOf(tuple(clients))):
        uow.standings.save(uow.standings.of(consent.client_id).consenting(consent.given_at))
    uow.conversations.asked(clients)
