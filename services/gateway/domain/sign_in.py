"""A sign-in: from the right password until it has idled, grown old, or been ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

IDLE = timedelta(hours=2)  # longer than a conversation with its preparation
LIFE = timedelta(hours=12)  # a working day
TOUCH_EVERY = timedelta(minutes=1)

SignInKind = Literal["cookie", "bearer"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser (cookie) or program (bearer) that holds a token; the records know only the token's hash."""

    token_hash: str
    account_id: UUID
    kind: SignInKind
    started_at: datetime
    seen_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether it has idled too long or reached its end."""
        return now >= self.seen_at + IDLE or now >= self.started_at + LIFE

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to write down that it was seen."""
        return now >= self.seen_at + TOUCH_EVERY
