"""Runs a program once: prepares it, starts its two processes, measures, and judges what it did."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import amqp
import psycopg

from tests.bench.events.amqp_floor import address
from tests.bench.events.facts import COLUMNS, Fact, Verdict, compare, new_facts
from tests.bench.events.ground import Ground
from tests.bench.events.processes import Child
from tests.bench.events.program import Load, Place, Program, Task
from tests.bench.events.roster import Row

WARM_UP = timedelta(seconds=1)  # of a live load; its latencies are not counted
LOOK_EVERY = 0.02
STRAGGLERS = 0.4  # seconds in which a duplicate may still come
EMPTY_SECONDS = 5.0


@dataclass(frozen=True)
class Outcome:
    """What one run gave; it has figures only if the verdict is good."""

    verdict: Verdict
    count: int
    seconds: float = 0.0  # from the commit of the burst to the commit of its last effect
    cpu: float = 0.0  # seconds of processor time in both processes within that time
    latencies: tuple[float, ...] = ()  # of a live load: seconds from each fact's commit to its effect's, sorted
    words: str = ""  # what the processes complained of, where the verdict is bad

    def __str__(self) -> str:
        if not self.verdict.is_good:
            return f"FAILED: {self.verdict}"
        if self.latencies:
            middle, last = self.latencies[len(self.latencies) // 2], self.latencies[-1]
            return f"{self.count} events, about {middle * 1e3:.1f} ms each, at most {last * 1e3:.0f} ms, {self.verdict}"
        return f"{self.count} events in {self.seconds:.2f} s, {self.cpu:.2f} s of processor time, {self.verdict}"


@dataclass(frozen=True)
class _Stored:
    facts: dict[Fact, datetime]
    effects: list[tuple[Fact, datetime]]


def run(ground: Ground, row: Row, load: Load, patience: float) -> Outcome:
    """Carry a load through a program; what has not arrived after so many seconds is lost."""
    program = cast(Program, import_module(row.module))
    with ground.place(row.name) as place:
        program.prepare(place)
        with _processes(row, Task(place, load)) as (publisher, consumer):
            if not load.is_live:
                program.seed(place, new_facts(load.count))
            before = publisher.cpu() + consumer.cpu()
            publisher.go()
            _await_effects(place, load, patience, (publisher, consumer))
            cpu = publisher.cpu() + consumer.cpu() - before
            time.sleep(STRAGGLERS)
            words = publisher.words() + consumer.words()
        stored = _read(place)
        left = _left(place, row.queues)
    verdict = compare(stored.facts, [fact for fact, _ in stored.effects], left)
    if not verdict.is_good:
        return Outcome(verdict, load.count, words=words)
    return _outcome(load, stored, verdict, cpu)


@contextmanager
def _processes(row: Row, task: Task) -> Iterator[tuple[Child, Child]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hyke-bench-")))
        consumer, publisher = (
            stack.enter_context(Child(row, side, task, folder / f"{side}.log")) for side in ("consume", "publish")
        )
        yield publisher.await_ready(), consumer.await_ready()


def _await_effects(place: Place, load: Load, patience: float, processes: tuple[Child, Child]) -> None:
    deadline = time.monotonic() + patience
    with psycopg.connect(place.consumer, autocommit=True) as consumer:
        while _effects(consumer, load.count) < load.count and time.monotonic() < deadline:
            for process in processes:
                process.check()
            time.sleep(LOOK_EVERY)


def _effects(connection: psycopg.Connection, enough: int) -> int:
    # Counting costs the server more than the sequence's word, which may be ahead of what committed.
    (reached,) = connection.execute("SELECT coalesce(max(id), 0) FROM effects").fetchone() or (0,)
    if reached < enough:
        return int(reached)
    (count,) = connection.execute("SELECT count(*) FROM effects").fetchone() or (0,)
    return int(count)


def _read(place: Place) -> _Stored:
    found = []
    for address_, table in ((place.producer, "facts"), (place.consumer, "effects")):
        with psycopg.connect(address_) as connection:
            rows = connection.execute(f"SELECT pg_xact_commit_timestamp(xmin), {COLUMNS} FROM {table} ORDER BY id")
            found.append([(Fact(*values), at) for at, *values in rows])
    return _Stored(dict(found[0]), found[1])


def _left(place: Place, queues: tuple[str, ...]) -> int:
    deadline = time.monotonic() + EMPTY_SECONDS
    with amqp.Connection(**address(place.amqp)) as connection:
        channel = connection.channel()
        while True:
            left = sum(channel.queue_declare(queue, passive=True).message_count for queue in queues)
            if not left or time.monotonic() > deadline:
                return int(left)
            time.sleep(LOOK_EVERY)


def _outcome(load: Load, stored: _Stored, verdict: Verdict, cpu: float) -> Outcome:
    began = min(stored.facts.values())
    seconds = (max(at for _, at in stored.effects) - began).total_seconds()
    warm = ((at, stored.facts[fact]) for fact, at in stored.effects if stored.facts[fact] - began >= WARM_UP)
    latencies = sorted((effect - fact).total_seconds() for effect, fact in warm)
    return Outcome(verdict, load.count, seconds, cpu, tuple(latencies))
