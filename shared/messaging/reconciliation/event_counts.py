"""The books of a service: how many events it sent and settled in each part of a span of time, and which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from shared.contracts.requests import books as requests
from shared.contracts.requests.books import (
    AcknowledgedEffect,
    HeardSince,
    Sent,
    SentEvent,
    Settled,
    SettledEvent,
    Span,
    StrayEffect,
)

T = TypeVar("T")


class EventCounts(Protocol):
    """The books of one service; whoever cannot read them now raises."""

    def hearings(self) -> Sequence[HeardSince]:
        """Since when its handlers hear what they hear."""

    def work_seconds(self) -> float:
        """For how long the service has had a transaction open, on any of its replicas; 0 where none is."""

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

    def strays(self, span: Span) -> Sequence[StrayEffect]:
        """Events that took effect within the span and whose ids are not of it: the oldest MOST of them."""

    def acknowledged(self, ids: Sequence[UUID]) -> Sequence[AcknowledgedEffect]:
        """The surplus effects among these events that a person took note of."""


class RemoteEventCounts:
    """The books of another service; ``ask`` sends a request and returns its reply."""

    def __init__(self, ask: Callable[[object], Any], service: str) -> None:
        self._ask = ask
        self._service = service

    def hearings(self) -> Sequence[HeardSince]:
        """Since when its handlers hear what they hear."""
        return self._list(requests.Hearings(self._service))

    def work_seconds(self) -> float:
        """For how long the service has had a transaction open."""
        work: requests.Work = self._ask(requests.WorkInHand(self._service))
        return work.seconds

    def sent(self, span: Span, width: int, types: Sequence[str]) -> Sequence[Sent]:
        """What its outbox holds."""
        return self._list(requests.SentInParts(self._service, span, width, tuple(types)))

    def settled(self, span: Span, width: int, types: Sequence[str]) -> Sequence[Settled]:
        """What its handlers have settled."""
        return self._list(requests.SettledInParts(self._service, span, width, tuple(types)))

    def sent_events(self, span: Span, type: str, grace: float) -> Sequence[SentEvent]:
        """The events of a type in its outbox."""
        return self._list(requests.SentEvents(self._service, span, type, grace))

    def settled_events(self, span: Span, type: str) -> Sequence[SettledEvent]:
        """The events of a type that its handlers have settled."""
        return self._list(requests.SettledEvents(self._service, span, type))

    def sent_among(self, ids: Sequence[UUID], grace: float) -> Sequence[SentEvent]:
        """Those that its outbox has."""
        return [each for some in _some(ids) for each in self._list(requests.SentAmong(self._service, some, grace))]

    def settled_among(self, ids: Sequence[UUID]) -> Sequence[SettledEvent]:
        """Those that its handlers have settled."""
        return [each for some in _some(ids) for each in self._list(requests.SettledAmong(self._service, some))]

    def strays(self, span: Span) -> Sequence[StrayEffect]:
        """Events that took effect within the span and whose ids are not of it."""
        return self._list(requests.StrayEffects(self._service, span))

    def acknowledged(self, ids: Sequence[UUID]) -> Sequence[AcknowledgedEffect]:
        """The surplus effects among these that a person took note of."""
        return [each for some in _some(ids) for each in self._list(requests.AcknowledgedAmong(self._service, some))]

    def _list(self, request: object) -> list[Any]:
        found: list[Any] = self._ask(request)
        return found


def _some(ids: Sequence[UUID]) -> Iterator[tuple[UUID, ...]]:
    for start in range(0, len(ids), requests.MOST):
        yield tuple(ids[start : start + requests.MOST])
