"""What an assessment use case works with: who asks, when it is, where things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.assessment.application.ports import (
    Answers,
    Conversations,
    Events,
    InstrumentCatalogue,
    Receipts,
    Standings,
)
from shared.contracts.actor import Actor


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """All that a use case works with: who asks, when it is, and where things are kept."""

    actor: Actor
    now: datetime
    conversations: Conversations
    standings: Standings
    answers: Answers
    catalogue: InstrumentCatalogue
    events: Events
    receipts: Receipts
