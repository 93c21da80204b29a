"""Looks again at what seemed missing or too much: events were moving while the books were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from uuid import UUID

from shared.messaging.broker.port import QueueContents
from shared.messaging.reconciliation.comparison import Line
from shared.messaging.reconciliation.event_counts import EventCounts

MOMENT = 1.0  # seconds; a batch in hand for less is settled before the second look


class Suspicion:
    """The suspects of one listener."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._ids = sorted({event_id for line in lines for event_id in line.suspects})
        self._looks: list[QueueContents | None] = []
        self._is_at_work = False

    @property
    def is_blind(self) -> bool:
        """Whether nobody could look into the queues."""
        return None in self._looks

    @property
    def is_queueless(self) -> bool:
        """Whether a queue is not there."""
        return any(held is not None and not held.is_there for held in self._looks)

    def look(self, held: QueueContents | None, work_seconds: float) -> None:
        """Take into account what the queues hold now, and for how long work has been in hand."""
        self._looks.append(held)
        self._is_at_work |= work_seconds > MOMENT

    def settle(self, books: Mapping[str, EventCounts], grace: float) -> None:
        """Sort the suspects into what has been settled since, what is on its way, and what is missing."""
        held = self._held()
        settled: dict[tuple[str, UUID], str] = {}
        for each in books[self._lines[0].service].settled_among(self._ids) if self._ids else ():
            settled[each.handler, each.event_id] = each.state
        acknowledged = self._acknowledged(books)
        for line in self._lines:
            suspects, line.suspects = line.suspects, []
            wanted = [*(each for each in suspects if (line.handler, each) not in settled), *line.surplus]
            producer = books[line.type.split(".", 1)[0]]
            sent = {each.event_id: each.state for each in producer.sent_among(wanted, grace)} if wanted else {}
            line.surplus = [event_id for event_id in line.surplus if event_id not in sent]
            line.acknowledge(acknowledged.get(line.handler, frozenset()))
            for event_id in suspects:
                state = settled.get((line.handler, event_id))
                _sort(line, event_id, state, is_gone=sent.get(event_id) == "left" and event_id not in held)

    def _acknowledged(self, books: Mapping[str, EventCounts]) -> Mapping[str, Set[UUID]]:
        surplus = sorted({event_id for line in self._lines for event_id in line.surplus})
        known: defaultdict[str, set[UUID]] = defaultdict(set)
        for each in books[self._lines[0].service].acknowledged(surplus) if surplus else ():
            known[each.handler].add(each.event_id)
        return known

    def _held(self) -> set[UUID]:
        # What was not held at one of the looks is not held; what may be in hand at one may be at the other.
        held = set(self._ids)
        for look in self._looks:
            held &= look.might_be(self._ids, self._is_at_work) if look else set()
        return held


def _sort(line: Line, event_id: UUID, settled: str | None, is_gone: bool) -> None:
    match settled:
        case "effect":
            line.effects += 1
        case "parked":
            line.parked += 1
        case "discarded":
            line.discarded += 1
        case _ if is_gone:
            line.missing.append(event_id)
        case _:
            line.in_flight += 1
