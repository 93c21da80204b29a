"""One round of a scenario: what it tells, what it spoils, and the wait until all has come right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from threading import Event, Lock, Thread
from time import monotonic, sleep
from uuid import UUID, uuid4

import amqp
from sqlalchemy import Connection, text

from shared.contracts.actor import SYSTEM
from shared.contracts.cloudevents import Cause
from shared.messaging.runtime.transaction import Transaction
from shared.messaging.storage import outbox
from tests.faults.evidence import Mark, gather, mark
from tests.faults.play import tell
from tests.faults.proxy import Proxy
from tests.faults.servers import BrokerServer
from tests.faults.stage import Stage
from tests.faults.verdict import Fate, Verdict, judge
from tests.servers import OwnRabbit

RECOVERY_LIMIT = 40.0
_QUIET = 0.1


@dataclass
class Outcome:
    """What became of a round's attempts, and the seconds until that was so."""

    verdict: Verdict
    recovery: float


@dataclass
class Round:
    """A scenario's hands and memory for one round."""

    stage: Stage
    chance: Random
    since: Mark = field(default_factory=Mark)
    meant_to_park: set[int] = field(default_factory=set)
    nonsense: dict[str, bytes] = field(default_factory=dict)  # by digest
    topics: Sequence[UUID] = ()
    _healed_at: float = 0.0
    _turn: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.since = mark(self.stage)
        self.topics = [uuid4() for _ in range(4)]

    def line(self, name: str) -> Proxy:
        """The proxy on a line, such as ``sink to broker``."""
        return self.stage.lines[name]

    def broker(self) -> BrokerServer:
        """The RabbitMQ."""
        assert self.stage.server is not None
        return self.stage.server

    def own_rabbit(self) -> OwnRabbit:
        """The RabbitMQ, which is ours to stop."""
        rabbit = self.broker().rabbit
        assert rabbit is not None
        return rabbit

    def numbers(self, many: int) -> list[int]:
        """Numbers that nobody has."""
        return [next(self.stage.numbers) for _ in range(many)]

    def say(self, numbers: Sequence[int], topic: UUID | None = None) -> None:
        """Commit an event for each, in order, in transactions of a few."""
        left = list(numbers)
        while left:
            some = self.chance.randint(1, 8)
            # One transaction of ours at a time: two that lock topics in different orders would wait for each other.
            with self._turn, self.stage.engine("source").begin() as connection:
                self.tell(connection, left[:some], topic)
            del left[:some]

    def tell(self, connection: Connection, numbers: Sequence[int], topic: UUID | None = None) -> None:
        """Tell these in a transaction that somebody else ends."""
        tx = Transaction(connection, datetime.now(UTC), SYSTEM, "faults", Cause("faults"), "source", "test")
        for number in numbers:
            tell(tx, topic or self.chance.choice(self.topics), number)
        outbox.write(connection, tx.leaving)

    def hold_back(self, many: int) -> list[str]:
        """Commit so many events, each of a topic of its own, that only the scenario will publish; give their bytes."""
        numbers = self.numbers(many)
        with self.stage.engine("source").begin() as connection:
            for number in numbers:
                self.tell(connection, [number], uuid4())
            published = "UPDATE outbox SET published_at = clock_timestamp() WHERE xmin = pg_current_xact_id()::xid"
            held = connection.execute(text(f"{published} RETURNING payload"))
            return list(held.scalars())

    def expect_parked(self, raw: bytes) -> None:
        """Note that these bytes are sent past the outbox, and that nobody can act on them."""
        self.nonsense[hashlib.sha256(raw).hexdigest()] = raw[:300]

    def plant(self, payload: str) -> None:
        """Put a text into the source's outbox that its code would never write."""
        self.stage.run(
            "source",
            "INSERT INTO outbox (event_id, type, subject, payload) VALUES (:id, :type, 'nonsense', :payload)",
            id=uuid4(),
            type="source.told.v1",
            payload=payload,
        )
        self.stage.run("source", "SELECT pg_notify('hyke_outbox', '')")

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Within it, events are committed all the time."""
        is_over, wrong = Event(), []

        def talk() -> None:
            try:
                while not is_over.wait(self.chance.uniform(0.005, 0.05)):
                    self.say(self.numbers(self.chance.randint(1, 4)))
            except Exception as error:
                wrong.append(error)

        thread = Thread(target=talk, daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
        if wrong:
            raise wrong[0]

    def order(self, many: int, seconds: float = 0.0, is_in_vain: bool = False) -> list[int]:
        """Have the source itself tell, in transactions that take so long, or that are rolled back."""
        numbers = self.numbers(many)
        for number in numbers:
            self.stage.run(
                "source",
                "INSERT INTO orders VALUES (:number, :topic, :seconds, :vain)",
                number=number,
                topic=self.chance.choice(self.topics),
                seconds=seconds,
                vain=is_in_vain,
            )
        self.stage.run("source", "SELECT pg_notify('orders', '')")
        return numbers

    def trouble(self, number: int, kind: str, seconds: float = 0.0) -> None:
        """Have the sink wait, fail or die when it hears this number."""
        statement = "INSERT INTO troubles VALUES (:number, :kind, :seconds)"
        self.stage.run("sink", statement, number=number, kind=kind, seconds=seconds)

    def end_of_trouble(self) -> None:
        """Have the sink do well from now on."""
        self.stage.run("sink", "DELETE FROM troubles")

    def nap(self, least: float = 0.0, most: float = 0.3) -> None:
        """Wait for a time that nobody knows."""
        sleep(self.chance.uniform(least, most))

    def until(self, is_so: Callable[[], object], seconds: float = 20.0) -> None:
        """Wait until it is so."""
        deadline = monotonic() + seconds
        while not is_so():
            if monotonic() > deadline:
                raise AssertionError(f"the scenario did not get where it wanted within {seconds:g} s")
            sleep(0.02)

    def talk_until(self, is_so: Callable[[], object], seconds: float = 20.0) -> None:
        """Commit events until it is so."""
        with self.talking():
            self.until(is_so, seconds)

    def until_heard_by(self, queue: str) -> None:
        """Wait until somebody consumes a queue."""
        self.until(lambda: self._consumers(queue))

    def _consumers(self, queue: str) -> int:
        with self.stage.hands() as hands:
            try:
                return int(hands.channel().queue_declare(queue, passive=True).consumer_count)
            except amqp.NotFound:
                return 0

    def has_heard(self, numbers: Sequence[int]) -> bool:
        """Whether one of these has taken effect."""
        query = "SELECT 1 FROM effects WHERE number = ANY(:numbers) LIMIT 1"
        return bool(self.stage.rows("sink", query, numbers=list(numbers)))

    def healed(self) -> None:
        """Say that the fault is over: recovery is counted from here."""
        self._healed_at = monotonic()

    def finish(self) -> Outcome:
        """Start what has died, and wait until every attempt has met its fate."""
        self.stage.meant_to_park |= self.meant_to_park
        self.stage.nonsense |= set(self.nonsense)
        if not self._healed_at:
            self.healed()
        self.stage.up()
        deadline = monotonic() + RECOVERY_LIMIT
        while not self.is_settled() and monotonic() < deadline:
            sleep(0.05)
        recovery = monotonic() - self._healed_at
        sleep(_QUIET)  # in which nothing may happen any more
        return Outcome(self._named(self.judge()), recovery)

    def judge(self) -> Verdict:
        """The verdict at this moment."""
        return judge(gather(self.stage, self.since, self.nonsense, self.meant_to_park))

    def _named(self, verdict: Verdict) -> Verdict:
        for digest, raw in self.nonsense.items():
            verdict.findings = [finding.replace(digest, repr(raw)) for finding in verdict.findings]
        return verdict

    def is_settled(self) -> bool:
        """Whether every attempt has met its fate, and nothing is on its way."""
        due = "SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1"
        if any(self.stage.rows(service, due) for service in ("source", "sink")):
            return False
        if self.stage.rows("source", "SELECT 1 FROM orders LIMIT 1"):
            return False
        verdict = self.judge()
        return not verdict.is_waiting and not verdict.count(Fate.LOST)
