"""What services ask each other of outbox and inbox, so that the stack can reconcile them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import validate

from shared.contracts.registry import question

MOST = 5_000  # ids that one request may name


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
    """An event in an outbox: due; or it left, within the grace when it is young; or nobody hears it."""

    event_id: UUID
    state: Literal["due", "left", "young", "unrouted"]


@dataclass(frozen=True, slots=True)
class SettledEvent:
    """An event as a handler settled it."""

    handler: str
    event_id: UUID
    state: Literal["effect", "parked", "discarded"]


@dataclass(frozen=True, slots=True)
class StrayEffect:
    """An event that took effect though its id does not begin with a time of the span in which it did."""

    handler: str
    type: str
    event_id: UUID


@dataclass(frozen=True, slots=True)
class AcknowledgedEffect:
    """A surplus effect that a person took note of, with a reason."""

    handler: str
    event_id: UUID


@dataclass(frozen=True, slots=True)
class HeardSince:
    """Since which millisecond a handler has heard a type."""

    handler: str
    type: str
    since: int


@dataclass(frozen=True, slots=True)
class Work:
    """For how many seconds the longest of its transactions has been open."""

    seconds: float


Width = Annotated[int, validate.Range(min=1)]
Ids = Annotated[tuple[UUID, ...], validate.Length(max=MOST)]


@question("books.hearings", reply=list[HeardSince], to="service")
@dataclass(frozen=True, slots=True)
class Hearings:
    """Ask since when its handlers hear what they hear."""

    service: str


@question("books.work", reply=Work, to="service")
@dataclass(frozen=True, slots=True)
class WorkInHand:
    """Ask for how long it has had something in hand."""

    service: str


@question("books.sent", reply=list[Sent], to="service")
@dataclass(frozen=True, slots=True)
class SentInParts:
    """Ask what its outbox holds of some types, in parts of a width in milliseconds."""

    service: str
    span: Span
    width: Width
    types: tuple[str, ...]


@question("books.settled", reply=list[Settled], to="service")
@dataclass(frozen=True, slots=True)
class SettledInParts:
    """Ask what its handlers have settled of some types, in the same parts."""

    service: str
    span: Span
    width: Width
    types: tuple[str, ...]


@question("books.sent_events", reply=list[SentEvent], to="service")
@dataclass(frozen=True, slots=True)
class SentEvents:
    """Ask for the events of a type in its outbox, but for the unrouted; the grace in seconds."""

    service: str
    span: Span
    type: str
    grace: float


@question("books.settled_events", reply=list[SettledEvent], to="service")
@dataclass(frozen=True, slots=True)
class SettledEvents:
    """Ask for the events of a type that its handlers have settled."""

    service: str
    span: Span
    type: str


@question("books.sent_among", reply=list[SentEvent], to="service")
@dataclass(frozen=True, slots=True)
class SentAmong:
    """Ask which of these events its outbox has, in whatever state."""

    service: str
    ids: Ids
    grace: float


@question("books.settled_among", reply=list[SettledEvent], to="service")
@dataclass(frozen=True, slots=True)
class SettledAmong:
    """Ask which of these events its handlers have settled."""

    service: str
    ids: Ids


@question("books.stray_effects", reply=list[StrayEffect], to="service")
@dataclass(frozen=True, slots=True)
class StrayEffects:
    """Ask which events took effect within the span and have ids that are not of it; 5,000 of them at most."""

    service: str
    span: Span


@question("books.acknowledged_among", reply=list[AcknowledgedEffect], to="service")
@dataclass(frozen=True, slots=True)
class AcknowledgedAmong:
    """Ask of which of these events a person has acknowledged the surplus effect."""

    service: str
    ids: Ids
