"""How the alert about an acute situation stands, as seen from the session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

AlertName = Literal["raised", "alerted", "unanswered", "acknowledged"]
Answerer = Literal["lecturer", "coordinator"]


@dataclass(frozen=True, slots=True)
class Alert:
    """Raised here, then carried on by what notification tells; once acknowledged, only a later detection reopens it.

    `acknowledged` is an answer for all: the lecturer's, or that of a coordinator who took over. A coordinator who
    acknowledged for themselves is beside it (the first of them): the lecturer is still called.
    """

    state: AlertName
    detected_at: datetime
    alerted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    acknowledged_as: Answerer | None = None
    is_taken_over: bool = False
    coordinator_at: datetime | None = None
    coordinator_by: UUID | None = None
    calls_have_ended: bool = False

    def raised_again(self, now: datetime, began: datetime | None = None) -> Alert:
        """Another high rating: news where the last one was answered, else part of the same alert.

        One that was raised before the conversation began is from now on one of the conversation.
        """
        if self.state == "acknowledged":
            return Alert("raised", now)
        is_of_before = began is not None and self.detected_at < began
        return replace(self, detected_at=now) if is_of_before else self

    def alerted(self, detected_at: datetime, now: datetime, *, is_last: bool = False) -> Alert:
        """The lecturer was told; a repeat changes neither the first time nor what came after it."""
        if self._is_settled_for(detected_at):
            return self
        fresh = self._of(detected_at)
        state: AlertName = "unanswered" if fresh.state == "unanswered" else "alerted"
        return replace(fresh, state=state, alerted_at=fresh.alerted_at or now, calls_have_ended=is_last)

    def unanswered(self, detected_at: datetime) -> Alert:
        """Nobody answered in time."""
        if self._is_settled_for(detected_at):
            return self
        return replace(self._of(detected_at), state="unanswered")

    def acknowledged(
        self, by: UUID, now: datetime, as_: Answerer = "lecturer", *, is_taken_over: bool = False
    ) -> Alert:
        """Someone answered for all; the first to do so stays."""
        if self.state == "acknowledged":
            return self
        answered = replace(self, state="acknowledged", acknowledged_by=by, acknowledged_at=now, acknowledged_as=as_)
        return replace(answered, is_taken_over=is_taken_over, calls_have_ended=False)

    def acknowledged_by_coordinator(self, by: UUID, now: datetime) -> Alert:
        """A coordinator answered for themselves; the first to do so stays."""
        if self.state == "acknowledged" or self.coordinator_by is not None:
            return self
        return replace(self, coordinator_by=by, coordinator_at=now)

    def _is_settled_for(self, detected_at: datetime) -> bool:
        return self.acknowledged_at is not None and detected_at <= self.acknowledged_at

    def _of(self, detected_at: datetime) -> Alert:
        return Alert("raised", detected_at) if self.acknowledged_at is not None else self
