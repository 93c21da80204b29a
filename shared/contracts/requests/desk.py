"""What every service can be asked: which events it could not act on, and what to do about them. Coordinators only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import validate

from shared.contracts.registry import command, question

ServiceName = Annotated[str, validate.Length(min=1, max=40)]
Number = Annotated[int, validate.Range(min=1, max=2**53)]
Numbers = Annotated[tuple[Number, ...], validate.Length(min=1, max=1000)]
Why = Annotated[str, validate.Length(max=500)]
Reason = Annotated[str, validate.Length(min=1, max=500)]


@dataclass(frozen=True, slots=True)
class FailedEventView:
    """An event that a service could not act on."""

    id: int
    handler: str  # the part of the service that should act on it; empty where it never reached any
    reason: str  # a stable code
    error: str  # a line for those who mend it; no personal data
    attempts: int
    state: Literal["waiting", "dead", "done", "discarded"]  # dead: not tried again until somebody says so
    failed_at: datetime
    behind: int  # how many of its subject wait for it
    event_id: UUID | None = None
    type: str | None = None
    subject: str | None = None
    next_at: datetime | None = None
    waits_for: int | None = None  # the event of the same subject that must go first
    may_discard: bool = True  # not what a client wants: to be erased, or to have a consent back


@dataclass(frozen=True, slots=True)
class DeskActView:
    """What somebody did about an event."""

    acted_at: datetime
    act: Literal["replay", "discard", "republish"]
    actor: str  # a person's id, or the name that an operator gave
    why: str
    event_id: UUID | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class DeskView:
    """What lies on a service's desk, up to 200 events, those that wait for no other first; and the latest 20 acts."""

    service: str
    waiting: int
    dead: int
    events: tuple[FailedEventView, ...]
    acts: tuple[DeskActView, ...]


@dataclass(frozen=True, slots=True)
class FailedCountView:
    """How many events wait for their next attempt, and how many for a person."""

    service: str
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeskOutcomeView:
    """What became of an event; other words than `replayed` and `discarded` say why it was left alone."""

    id: int
    result: Literal["replayed", "discarded", "due", "done", "discarded_before", "busy", "unknown"]


@question("desk.failed_events", reply=DeskView, to="service")
@dataclass(frozen=True, slots=True)
class FailedEvents:
    """Events that a service could not act on, and what was done about such."""

    service: ServiceName


@question("desk.failed_count", reply=FailedCountView, to="service")
@dataclass(frozen=True, slots=True)
class FailedCount:
    """How many there are."""

    service: ServiceName


@command("desk.replay_events", reply=list[DeskOutcomeView], to="service", of_client=False)
@dataclass(frozen=True, slots=True)
class ReplayEvents:
    """Try events again at once, then with the usual pauses. One that is due already or no longer open is left alone."""

    service: ServiceName
    ids: Numbers
    why: Why = ""


@command("desk.replay_all_events", reply=list[DeskOutcomeView], to="service", of_client=False)
@dataclass(frozen=True, slots=True)
class ReplayAllEvents:
    """Try again, at once, all events of a service that failed."""

    service: ServiceName
    why: Why = ""


@command("desk.discard_events", reply=list[DeskOutcomeView], to="service", of_client=False)
@dataclass(frozen=True, slots=True)
class DiscardEvents:
    """Let events go for good: the service never acts on them, and goes on with those that wait behind them.

    Refused as a whole, as `event_is_binding`, where one of them is an erasure or a withdrawal of consent.
    """

    service: ServiceName
    ids: Numbers
    why: Reason
