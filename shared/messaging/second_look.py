"""Looks again at what seemed missing or too much: events were moving while the books were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from shared.messaging.books import Books
from shared.messaging.broker import Held
from shared.messaging.comparing import Line


class Suspicion:
    """The suspects of one listener."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._ids = sorted({event_id for line in lines for event_id in line.suspects})
        self._held: set[UUID] | None = None
        self.is_blind = False

    def ask(self, held: Held | None) -> None:
        """Take what the queues hold now into account; what was not held once is not held."""
        self.is_blind = held is None
        might_be = held.might_be(self._ids) if held else set()
        self._held = might_be if self._held is None else self._held & might_be

    def settle(self, books: Mapping[str, Books], grace: float) -> None:
        """Sort the suspects into what has been settled since, what is on its way, and what is missing."""
        settled: dict[tuple[str, UUID], str] = {}
        for each in books[self._lines[0].service].settled_among(self._ids) if self._ids else ():
            settled[each.handler, each.event_id] = each.state
        for line in self._lines:
            suspects, line.suspects = line.suspects, []
            wanted = [*(each for each in suspects if (line.handler, each) not in settled), *line.surplus]
            producer = books[line.type.split(".", 1)[0]]
            sent = {each.event_id: each.state for each in producer.sent_among(wanted, grace)} if wanted else {}
            line.surplus = [event_id for event_id in line.surplus if event_id not in sent]
            for event_id in suspects:
                self._sort(line, event_id, settled.get((line.handler, event_id)), sent.get(event_id))

    def _sort(self, line: Line, event_id: UUID, settled: str | None, sent: str | None) -> None:
        match settled:
            case "effect":
                line.effects += 1
            case "parked":
                line.parked += 1
            case "discarded":
                line.discarded += 1
            case _ if sent == "left" and event_id not in (self._held or ()):
                line.missing.append(event_id)
            case _:
                line.in_flight += 1
