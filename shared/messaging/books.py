"""What a service's books say of events: how many it sent and settled in each part of a span of time, and which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Span:
    """The events whose ids were made from one millisecond since 1970 until before another."""

    start: int
    end: int

    @property
    def width(self) -> int:
        """Its length in milliseconds."""
        return self.end - self.start

    def part(self, number: int, width: int) -> Span:
        """One of its parts of this width; the last may be shorter."""
        start = self.start + number * width
        return Span(start, min(start + width, self.end))


@dataclass(frozen=True, slots=True)
class Sent:
    """A type's outbox rows of one part: those that left, a digest of their ids, and those that are still due."""

    type: str
    part: int
    left: int = 0
    due: int = 0
    digest: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What one handler has settled of a type in one part, and a digest of all these ids."""

    handler: str
    type: str
    part: int
    effects: int = 0
    parked: int = 0
    discarded: int = 0
    digest: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.effects + self.parked + self.discarded


@dataclass(frozen=True, slots=True)
class SentEvent:
    """An event in an outbox: ``due``; or it ``left``, or did so within the grace and is ``young``; or ``unrouted``."""

    event_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class SettledEvent:
    """An event as a handler settled it: ``effect``, ``parked`` or ``discarded``."""

    handler: str
    event_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class HeardSince:
    """Since which millisecond a handler has heard a type."""

    handler: str
    type: str
    since: int


class Books(Protocol):
    """The books of one service; whoever cannot read them now raises."""

    def hearings(self) -> Sequence[HeardSince]:
        """Since when its handlers hear what they hear."""

    def sent(self, span: Span, width: int, types: Sequence[str]) -> Sequence[Sent]:
        """What its outbox holds of these types, in parts of this width; nothing for a part without any."""

    def settled(self, span: Span, width: int, types: Sequence[str]) -> Sequence[Settled]:
        """What its handlers have settled of these types, in the same parts."""

    def sent_events(self, span: Span, type: str, grace: float) -> Sequence[SentEvent]:
        """The events of a type in its outbox, but for the unrouted; ``grace`` in seconds."""

    def settled_events(self, span: Span, type: str) -> Sequence[SettledEvent]:
        """The events of a type that its handlers have settled."""

    def sent_among(self, ids: Sequence[UUID], grace: float) -> Sequence[SentEvent]:
        """Those of these events that its outbox has, in whatever state."""

    def settled_among(self, ids: Sequence[UUID]) -> Sequence[SettledEvent]:
        """Those of these events that its handlers have settled."""
