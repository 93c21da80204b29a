"""How the alert about an acute situation stands, as seen from the session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

AlertName = Literal["raised", "alerted", "unanswered", "acknowledged"]


@dataclass(frozen=True, slots=True)
class Alert:
    """Raised here, then carried on by what notification tells; once acknowledged, only a later detection reopens it."""

    state: AlertName
    detected_at: datetime
    alerted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None

    def raised_again(self, now: datetime) -> Alert:
        """Another high rating: news where somebody had taken the last one on, else part of the same alert."""
        return Alert("raised", now) if self.state == "acknowledged" else self

    def alerted(self, detected_at: datetime, now: datetime) -> Alert:
        """The lecturer was told; a repeat changes neither the first time nor what came after it."""
        if self._is_settled_for(detected_at):
            return self
        fresh = self._of(detected_at)
        state: AlertName = "unanswered" if fresh.state == "unanswered" else "alerted"
        return replace(fresh, state=state, alerted_at=fresh.alerted_at or now)

    def unanswered(self, detected_at: datetime) -> Alert:
        """Nobody answered in time."""
        if self._is_settled_for(detected_at):
            return self
        return replace(self._of(detected_at), state="unanswered")

    def acknowledged(self, by: UUID, now: datetime) -> Alert:
        """Someone took it on; the first to do so stays."""
        if self.state == "acknowledged":
            return self
        return replace(self, state="acknowledged", acknowledged_by=by, acknowledged_at=now)

    def _is_settled_for(self, detected_at: datetime) -> bool:
        return self.acknowledged_at is not None and detected_at <= self.acknowledged_at

    def _of(self, detected_at: datetime) -> Alert:
        return Alert("raised", detected_at) if self.acknowledged_at is not None else self
