"""Compares what was sent of a type with what one service settled, by digests first and by ids where those differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.contracts.requests.books import Sent, Settled, Span, StrayEffect
from shared.messaging.reconciliation.event_counts import EventCounts

PARTS = 32
FEW = 2_000  # ids that are looked at one by one rather than by a further division
MOST = 200_000  # ids of one type and service that are looked at in all


@dataclass(slots=True)
class Line:
    """The account of one handler and one type: numbers of events, and those that are not where they should be."""

    type: str
    service: str
    handler: str
    since: int  # the handler owes nothing for what was made before this millisecond
    effects: int = 0
    parked: int = 0
    discarded: int = 0
    in_flight: int = 0
    unsorted: int = 0  # open as well, but too many to look at each
    suspects: list[UUID] = field(default_factory=list)
    missing: list[UUID] = field(default_factory=list)
    surplus: list[UUID] = field(default_factory=list)
    acknowledged: list[UUID] = field(default_factory=list)  # surplus that a person took note of

    @property
    def events(self) -> int:
        """All that the handler owes something for."""
        settled = self.effects + self.parked + self.discarded - len(self.surplus) - len(self.acknowledged)
        return settled + self.in_flight + self.unsorted + len(self.suspects) + len(self.missing)

    @property
    def is_balanced(self) -> bool:
        """Whether nothing is missing, nothing is too much, and all was looked at."""
        return not (self.missing or self.surplus or self.unsorted)

    def acknowledge(self, known: Container[UUID]) -> None:
        """Move what a person took note of from the surplus."""
        self.acknowledged += [event_id for event_id in self.surplus if event_id in known]
        self.surplus = [event_id for event_id in self.surplus if event_id not in known]

    def add(self, settled: Settled) -> None:
        """Count what was settled."""
        self.effects += settled.effects
        self.parked += settled.parked
        self.discarded += settled.discarded


Sheet = tuple[Mapping[int, Sent], Mapping[tuple[str, int], Settled]]
"""What was sent in each part, and what each handler settled in each part."""


def sheet(sent: Iterable[Sent], settled: Iterable[Settled], type: str) -> Sheet:
    """The entries of one type, to be looked up."""
    return (
        {each.part: each for each in sent if each.type == type},
        {(each.handler, each.part): each for each in settled if each.type == type},
    )


class Comparison:
    """One type between its producer and one of its listeners."""

    def __init__(self, type: str, producer: EventCounts, listener: EventCounts, grace: float) -> None:
        self._type = type
        self._producer = producer
        self._listener = listener
        self._grace = grace
        self._looked_at = 0

    def compare(self, span: Span, width: int, found: Sheet, lines: Sequence[Line]) -> None:
        """Bring the lines up to what is found in the span."""
        sent, settled = found
        for number in sorted({*sent, *(part for _, part in settled)}):
            part, left = span.part(number, width), sent.get(number) or Sent(self._type, number)
            unlike: list[Line] = []
            for line in lines:
                taken = settled.get((line.handler, number)) or Settled(line.handler, self._type, number)
                if not _agree(line, part, left, taken):
                    unlike.append(line)
            if unlike:
                self._open(part, left, {line.handler: settled.get((line.handler, number)) for line in unlike}, unlike)

    def _open(self, part: Span, sent: Sent, taken: Mapping[str, Settled | None], lines: Sequence[Line]) -> None:
        count = max(sent.left + sent.due, *(each.total for each in taken.values() if each), 0)
        if self._looked_at > MOST:
            _leave_unsorted(sent, taken, lines)
        elif count > FEW and part.width > 1:
            width = -(-part.width // PARTS)
            # The listener first: what it has settled by now, its producer has sent.
            settled = self._listener.settled(part, width, [self._type])
            self.compare(part, width, sheet(self._producer.sent(part, width, [self._type]), settled, self._type), lines)
        else:
            self._looked_at += count
            self._look_at(part, lines)

    def _look_at(self, part: Span, lines: Sequence[Line]) -> None:
        settled: defaultdict[str, dict[UUID, str]] = defaultdict(dict)
        for each in self._listener.settled_events(part, self._type):
            settled[each.handler][each.event_id] = each.state
        sent = {each.event_id: each.state for each in self._producer.sent_events(part, self._type, self._grace)}
        for line in lines:
            _sort(line, sent, settled[line.handler])


def add_strays(strays: Iterable[StrayEffect], lines: Iterable[Line], service: str) -> None:
    """Count a service's effects whose ids are not of the window as surplus, until their producer is asked."""
    own = {(line.handler, line.type): line for line in lines if line.service == service}
    for stray in strays:
        line = own.get((stray.handler, stray.type))
        if line is not None:
            line.effects += 1
            line.surplus.append(stray.event_id)


def _agree(line: Line, part: Span, sent: Sent, settled: Settled) -> bool:
    if settled.total == 0 and part.end <= line.since:
        return True
    if settled.total != sent.left or settled.digest != sent.digest:
        return False
    line.add(settled)
    line.in_flight += sent.due
    return True


def _leave_unsorted(sent: Sent, taken: Mapping[str, Settled | None], lines: Sequence[Line]) -> None:
    for line in lines:
        settled = taken[line.handler]
        if settled:
            line.add(settled)
        line.unsorted += max(abs(sent.left + sent.due - (settled.total if settled else 0)), 1)


def _sort(line: Line, sent: Mapping[UUID, str], settled: Mapping[UUID, str]) -> None:
    for event_id, state in sorted(sent.items()):
        if event_id in settled or event_id.int >> 80 < line.since:
            continue
        if state == "left":
            line.suspects.append(event_id)
        else:
            line.in_flight += 1
    states = [state for event_id, state in settled.items() if event_id in sent or state == "effect"]
    line.effects += states.count("effect")
    line.parked += states.count("parked")
    line.discarded += states.count("discarded")
    line.surplus += sorted(
        event_id for event_id, state in settled.items() if state == "effect" and event_id not in sent
    )
