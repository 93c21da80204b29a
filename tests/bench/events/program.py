"""What a program is that takes events from a producer's transaction to a consumer's."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Protocol, Self

from tests.bench.events.facts import Fact, new_facts

QUEUE = "bench.events"


@dataclass(frozen=True)
class Place:
    """Where a program runs: two databases, `postgresql://…`, and a broker."""

    producer: str
    consumer: str
    amqp: str


@dataclass(frozen=True)
class Load:
    """What the publisher process is to carry: what lies there at the word go, or events that happen at a rate."""

    count: int
    rate: float = 0.0  # events a second; 0: all are there already

    @property
    def is_live(self) -> bool:
        """Whether the publisher process commits the facts itself."""
        return self.rate > 0

    def happening(self) -> Iterator[tuple[float, Fact]]:
        """The facts of a live load, each with the seconds to wait before it; late ones are not waited for."""
        began = time.monotonic()
        for number, fact in enumerate(new_facts(self.count)):
            yield max(began + number / self.rate - time.monotonic(), 0.0), fact


@dataclass(frozen=True)
class Task:
    """What one process is told on its command line."""

    place: Place
    load: Load

    def written(self) -> str:
        """As one argument."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        """What `written` wrote."""
        told = json.loads(text)
        return cls(Place(**told["place"]), Load(**told["load"]))


class Cue:
    """How a process and the harness wait for each other."""

    def ready(self) -> None:
        """Say that everything is open and the work can begin."""
        print("ready", flush=True)

    def wait(self) -> None:
        """Wait for the word go."""
        sys.stdin.readline()

    def rest(self) -> None:
        """Stay until told to end."""
        while True:
            signal.pause()


class Program(Protocol):
    """A module of `programs`. Its two processes run until they are told to end."""

    def prepare(self, place: Place) -> None:
        """Make tables and queues in empty databases and a broker that may hold an earlier run's."""

    def seed(self, place: Place, facts: Iterable[Fact]) -> None:
        """Commit facts, with whatever rows the program needs to publish them, in one transaction."""

    def publish(self, task: Task, cue: Cue) -> None:
        """The publisher process: be ready, wait for the word go where there is something to wait for, publish."""

    def consume(self, task: Task, cue: Cue) -> None:
        """The consumer process: be ready, let each event take effect."""
