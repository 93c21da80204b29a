"""What a person decided about a follow-up that came to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.booking.domain.follow_up import FellThrough


class Outcome(StrEnum):
    """What was decided, or what settled it."""

    REACHED = "reached"  # somebody talked with the client
    TIME_OFFERED = "time_offered"
    TIME_CONFIRMED = "time_confirmed"  # a new time was confirmed: nobody has to say so
    CLIENT_DECLINED = "client_declined"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision, kept beside the earlier ones; `decided_by` is none where the client confirmed a new time."""

    follows_id: UUID
    client_id: UUID
    fell_through: FellThrough | None
    outcome: Outcome
    decided_at: datetime
    decided_by: UUID | None
    note: str = ""
