"""Conservation of events: what was sent has taken effect, is parked, was discarded by a person, or is on its way.

What can be known: which events a service sent, and which of them each handler has settled; both are rows, written in
the transactions that they tell of. What cannot be known from outside is what a queue holds: RabbitMQ tells how many
messages wait in it, not which, and not how many a consumer has in hand. So an event that left its outbox longer ago
than the grace and that a handler has not settled is *on its way* as long as the listener's queues can hold it (the
youngest first), and *missing* otherwise, if a second look some seconds later finds the same. While a queue has a
backlog, or the listener a transaction that has been open for over a second, a batch may be in hand as well: then an
event that was lost counts as on its way until there is a quiet moment.

A handler owes nothing for events from before its service first started with it, and nobody for what was unrouted. An
effect without an event in its producer's outbox is a *surplus*: the outbox was restored from an older copy, or somebody
else published in the producer's name. Effects whose ids do not begin with a time of the window are *strays*: they are
looked up one by one. What a person has taken note of, with a reason, is *acknowledged* and no longer a surplus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from shared.contracts.requests.books import HeardSince, Span
from shared.messaging.broker.port import QueueContents
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.reconciliation.comparison import PARTS, Comparison, Line, add_strays, sheet
from shared.messaging.reconciliation.event_counts import EventCounts
from shared.messaging.reconciliation.recheck import Suspicion
from shared.messaging.runtime.loop import error_summary
from shared.messaging.storage.event_ids import FAST_CLOCK
from shared.messaging.storage.subscriptions import HandlerBinding

T = TypeVar("T")

GRACE = 60.0
PAUSE = 5.0
WINDOW = timedelta(days=7)


@dataclass(slots=True)
class Report:
    """The account of a whole stack."""

    at: datetime
    since: datetime
    lines: list[Line] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)  # services whose books could not be read, and why
    unseen: set[str] = field(default_factory=set)  # services whose queues nobody could look into
    queueless: set[str] = field(default_factory=set)  # services with a queue that is not there

    @property
    def is_complete(self) -> bool:
        """Whether every service's books were read."""
        return not self.silent

    @property
    def is_balanced(self) -> bool:
        """Whether all was read and nothing is missing or too much."""
        return self.is_complete and all(line.is_balanced for line in self.lines)


class Reconciliation:
    """One look at the books of all services.

    ``held`` tells what a service's queues hold, None where nobody can know: then age alone decides.
    """

    def __init__(
        self,
        books: Mapping[str, EventCounts],
        hearings: Mapping[str, Sequence[HandlerBinding]],
        held: Callable[[str], QueueContents | None],
        sleep: Callable[[float], object],
        grace: float = GRACE,
        pause: float = PAUSE,
    ) -> None:
        self._books = books
        self._hearings = hearings
        self._held = held
        self._sleep = sleep
        self._grace = grace
        self._pause = pause

    def run(self, now: datetime, since: datetime) -> Report:
        """The report of the events that were made since then."""
        report = Report(now, since)
        types = sorted({type for pairs in self._hearings.values() for _, type in pairs})
        span = Span(_millisecond(since), _millisecond(now + FAST_CLOCK))
        width = -(-span.width // PARTS)
        # Listeners first: what they have settled by now, its producer has sent.
        settled = self._read(report, lambda books: (books.hearings(), books.settled(span, width, types)))
        sent = self._read(report, lambda books: books.sent(span, width, types))
        for service, (known, taken) in settled.items():
            lines = self._lines(service, known, span)
            for type, own in lines.items():
                if producer_of(type) in sent:
                    found = sheet(sent[producer_of(type)], taken, type)
                    with self._told(report, service):
                        self._comparison(type, service).compare(span, width, found, own)
                    report.lines += own
        for service in settled:
            with self._told(report, service):
                add_strays(self._books[service].strays(span), report.lines, service)
        self._look_again(report)
        return report

    def _read(self, report: Report, read: Callable[[EventCounts], T]) -> dict[str, T]:
        found = {}
        for service, books in self._books.items():
            if service not in report.silent:
                with self._told(report, service):
                    found[service] = read(books)
        return found

    @contextmanager
    def _told(self, report: Report, service: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            report.silent[service] = error_summary(error)

    def _lines(self, service: str, known: Sequence[HeardSince], span: Span) -> dict[str, list[Line]]:
        since = {(each.handler, each.type): each.since for each in known}
        lines: dict[str, list[Line]] = {}
        for handler, type in self._hearings.get(service, ()):
            lines.setdefault(type, []).append(Line(type, service, handler, since.get((handler, type), span.end)))
        return lines

    def _comparison(self, type: str, service: str) -> Comparison:
        return Comparison(type, self._books[producer_of(type)], self._books[service], self._grace)

    def _seen(self, service: str) -> QueueContents | None:
        try:
            return self._held(service)
        except BrokerUnavailable:
            return None

    def _look_again(self, report: Report) -> None:
        suspicions = {
            service: Suspicion([line for line in report.lines if line.service == service])
            for service in sorted({line.service for line in report.lines if line.suspects or line.surplus})
        }
        for wait in (0.0, self._pause) if suspicions else ():
            self._sleep(wait)
            for service, suspicion in suspicions.items():
                with self._told(report, service):
                    suspicion.look(self._seen(service), self._books[service].work_seconds())
        for service, suspicion in suspicions.items():
            with self._told(report, service):
                suspicion.settle(self._books, self._grace)
            if suspicion.is_blind:
                report.unseen.add(service)
            if suspicion.is_queueless:
                report.queueless.add(service)


def producer_of(type: str) -> str:
    """The service whose outbox has the events of a type."""
    return type.split(".", 1)[0]


def _millisecond(at: datetime) -> int:
    return int(at.timestamp() * 1000)
