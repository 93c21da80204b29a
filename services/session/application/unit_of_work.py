"""What a session use case works with: who asks, the present instant, where things are kept and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.session.application.ports import Events, Receipts, Records, SessionRepository
from shared.contracts.actor import Actor


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What a use case has before it: who asks, the present instant, where things are kept and told."""

    actor: Actor
    now: datetime
    sessions: SessionRepository
    records: Records
    events: Events
    receipts: Receipts
    new_id: Callable[[], UUID]
