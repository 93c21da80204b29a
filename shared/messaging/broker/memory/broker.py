"""A broker inside the process, for running all services in one: same promises, nothing to install."""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Sequence
from urllib.parse import urlsplit

from shared.contracts.cloudevents import CONTENT_TYPE
from shared.messaging.broker.memory.journal import Journal, Row
from shared.messaging.broker.memory.requests import InProcessCaller, InProcessServer
from shared.messaging.broker.port import (
    Delivery,
    IncomingRequest,
    OutgoingMessage,
    Publisher,
    PublishOutcome,
    QueueContents,
    RpcClient,
    RpcServer,
    Subscription,
    SubscriptionMap,
)
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options
from shared.messaging.kernel.signal import Signal

_BROKERS: dict[str, InProcessBroker] = {}


def inprocess_broker(url: str) -> InProcessBroker:
    """The one broker of this process at ``inprocess://<path of its file>``."""
    path = url.removeprefix("inprocess://") or urlsplit(url).path
    if path not in _BROKERS:
        _BROKERS[path] = InProcessBroker(Journal(path, messaging_options().delivery_limit))
    return _BROKERS[path]


def close_inprocess_brokers() -> None:
    """Close every in-process broker's file, as the end of the process does."""
    while _BROKERS:
        _BROKERS.popitem()[1].close()


class Queue:
    """Messages in order, and the signal that there are some."""

    def __init__(self) -> None:
        self.waiting: deque[Delivery] = deque()
        self.arrived = Signal()

    def put(self, delivery: Delivery) -> None:
        """Add one at the end."""
        self.waiting.append(delivery)
        self.arrived.set()


class InProcessBroker:
    """Queues in memory; those of events are journalled before a publish counts as confirmed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._queues: defaultdict[str, Queue] = defaultdict(Queue)
        self._bound: defaultdict[str, set[str]] = defaultdict(set)  # event type to service names
        self._overhearing: defaultdict[str, set[Queue]] = defaultdict(set)
        self._acknowledged: list[int] = []
        self._servers: dict[str, Callable[[IncomingRequest], None]] = {}
        self._number = 0
        for number, queue, body, content_type, is_dead in journal.waiting():
            self._number = number
            self._queues[queue].put(Delivery(number, body, content_type, is_dead))

    def publisher(self, listeners: SubscriptionMap, overheard: Collection[str]) -> Publisher:
        """A publisher; every listener is bound first."""
        for service, types in listeners.items():
            self._bind(service, types)
        return InProcessPublisher(self)

    def subscribe(self, service: str, types: Sequence[str], prefetch: int) -> Subscription:
        """A service's durable queue."""
        self._bind(service, types)
        return InProcessSubscription(self._queues[service], self._acknowledged.extend)

    def overhear(self, types: Sequence[str]) -> Subscription:
        """What is published from now on."""
        queue = Queue()
        for name in types:
            self._overhearing[name].add(queue)
        return InProcessSubscription(queue, lambda _: None, leave=lambda: self._stop_overhearing(queue))

    def serve(self, service: str, on_call: Callable[[IncomingRequest], None], prefetch: int) -> RpcServer:
        """A server that is called directly."""
        self._servers[service] = on_call
        return InProcessServer(lambda: self._servers.pop(service, None))

    def caller(self) -> RpcClient:
        """A caller that calls servers directly."""
        return InProcessCaller(self._servers)

    def held(self, service: str) -> QueueContents:
        """The events that a service has not acknowledged."""
        return QueueContents(0, ids=self._journal.ids(service, frozenset(self._acknowledged)))

    def publish(self, letters: Sequence[OutgoingMessage]) -> list[PublishOutcome]:
        """Journal and deliver; returns when the journal is on disk."""
        rows: list[Row] = []
        fates = []
        for letter in letters:
            services = self._bound[letter.type]
            for service in services:
                self._number += 1
                rows.append((self._number, service, letter.body, CONTENT_TYPE, False))
            fates.append(PublishOutcome.CONFIRMED if services else PublishOutcome.UNROUTED)
        acknowledged, self._acknowledged[:] = list(self._acknowledged), []
        try:
            self._journal.write(rows, acknowledged)
        except sqlite3.Error as error:
            self._acknowledged.extend(acknowledged)
            raise BrokerUnavailable(f"the broker's file cannot be written: {error}") from error
        for number, service, body, content_type, _ in rows:
            self._queues[service].put(Delivery(number, body, content_type))
        self._pass_by(letters)
        return fates

    def close(self) -> None:
        """Note what was acknowledged, and close the file."""
        self._journal.write([], self._acknowledged)
        self._journal.close()

    def _bind(self, service: str, types: Sequence[str]) -> None:
        for name in types:
            self._bound[name].add(service)

    def _pass_by(self, letters: Sequence[OutgoingMessage]) -> None:
        for letter in letters:
            for queue in self._overhearing[letter.type]:
                queue.put(Delivery(0, letter.body, CONTENT_TYPE))

    def _stop_overhearing(self, queue: Queue) -> None:
        for queues in self._overhearing.values():
            queues.discard(queue)


class InProcessPublisher:
    """Publishes to the broker of this process."""

    def __init__(self, broker: InProcessBroker) -> None:
        self.publish = broker.publish

    def tend(self) -> None:
        """Nothing can be lost."""

    def close(self) -> None:
        """Nothing to leave."""


class InProcessSubscription:
    """Takes from a queue and puts back, in order, what was not acknowledged."""

    def __init__(
        self, queue: Queue, acknowledge: Callable[[list[int]], None], leave: Callable[[], None] = lambda: None
    ):
        self._queue = queue
        self._acknowledge = acknowledge
        self._leave = leave
        self._taken: deque[Delivery] = deque()
        self._is_cancelled = False

    def take(self, most: int, timeout: float) -> list[Delivery]:
        """What has arrived, in order."""
        if not self._queue.waiting:
            self._queue.arrived.wait(timeout)
        if self._is_cancelled:
            return []
        taken = [self._queue.waiting.popleft() for _ in range(min(most, len(self._queue.waiting)))]
        self._taken.extend(taken)
        return taken

    def ack(self, last: Delivery) -> None:
        """Acknowledge this and everything before it; noted on disk with the next publish, for a repeat is harmless."""
        numbers = []
        while self._taken:
            numbers.append(self._taken.popleft().tag)
            if numbers[-1] == last.tag:
                break
        self._acknowledge(numbers)

    def cancel(self) -> None:
        """Take no more."""
        self._is_cancelled = True
        self._queue.arrived.set()

    def close(self) -> None:
        """Put back what was not acknowledged."""
        self._queue.waiting.extendleft(reversed(self._taken))
        self._taken.clear()
        self._leave()
