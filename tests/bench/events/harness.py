"""Runs a program once: prepares it, starts its two processes, measures, and judges what it did."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
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
from tests.bench.events.program import PROGRAMS, Load, Place, Program, Task
from tests.bench.events.roster import Row

LOOK_EVERY = 0.02
STRAGGLERS = 0.4  # seconds in which a duplicate may still come
EMPTY_SECONDS = 5.0


@dataclass(frozen=True)
class Outcome:
    """What one run gave; its figures count only if the verdict is good."""

    verdict: Verdict
    seconds: float  # from the commit of the burst to the commit of its last effect
    cpu: float  # seconds of processor time in both processes within that time
    latencies: tuple[float, ...]  # seconds from the commit of each fact to the commit of its effect, in order
    words: str = ""  # what the processes complained of, where the verdict is bad


@dataclass(frozen=True)
class _Stored:
    facts: dict[Fact, datetime]
    effects: list[tuple[Fact, datetime]]


def run(ground: Ground, row: Row, load: Load, patience: float) -> Outcome:
    """Carry a load through a program; what has not arrived after so many seconds is lost."""
    program = cast(Program, import_module(f"{PROGRAMS}.{row.name}"))
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
    return _outcome(verdict, stored, cpu) if verdict.is_good else Outcome(verdict, 0.0, 0.0, (), words)


@contextmanager
def _processes(row: Row, task: Task) -> Iterator[tuple[Child, Child]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hyke-bench-")))
        started = {}
        for side in ("consume", "publish"):
            child = Child(row.host, row.name, side, task, folder / f"{side}.log")
            started[side] = stack.enter_context(child).await_ready()
        yield started["publish"], started["consume"]


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


def _outcome(verdict: Verdict, stored: _Stored, cpu: float) -> Outcome:
    latencies = sorted((at - stored.facts[fact]).total_seconds() for fact, at in stored.effects)
    seconds = (max(at for _, at in stored.effects) - min(stored.facts.values())).total_seconds()
    return Outcome(verdict, seconds, cpu, tuple(latencies))
