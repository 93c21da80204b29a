"""Learn from booking which clients have consented: once for each session, should the event not have been heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.assessment.application.ports import Desk
from shared.contracts.requests.booking import ConsentsOf, ConsentView

MOST = 100  # at a time


def learn_consents(desk: Desk, ask: Callable[[ConsentsOf], Sequence[ConsentView]]) -> None:
    """What booking says is added to what was heard; a later withdrawal wins over it, in whatever order they come."""
    clients = desk.conversations.unasked(MOST)
    if not clients:
        return
    for consent in ask(ConsentsOf(tuple(clients))):
        desk.standings.keep(desk.standings.of(consent.client_id).consenting(consent.given_at))
    desk.conversations.asked(clients)
