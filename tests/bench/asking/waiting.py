"""Ten questions in hand at a slow database: a driver that gives way beside one that blocks the hub."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from tests.bench.ground import Ground
from tests.bench.programs import Program

PACKAGE = "tests.bench.asking"
WORKERS = 10
GREEN, BLOCKING = "green", "blocking"
TIMES = {GREEN: 2000, BLOCKING: 400}


@dataclass(frozen=True, slots=True)
class Waited:
    """Transactions a second, round by round."""

    green: list[float]
    blocking: list[float]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(a / b for a, b in zip(self.green, self.blocking, strict=True))


def waiting(ground: Ground, rounds: int) -> Waited:
    """Rounds that take turns; the two services share a queue, so one runs at a time."""
    found: dict[str, list[float]] = {GREEN: [], BLOCKING: []}
    for _ in range(rounds):
        for driver, rates in found.items():
            rates.append(rate(ground, driver))
    return Waited(found[GREEN], found[BLOCKING])


def rate(ground: Ground, driver: str) -> float:
    """Transactions a second; AssertionError unless each question had its answer."""
    times = TIMES[driver]
    with ExitStack() as running:
        running.enter_context(Program(f"{PACKAGE}.slow_service", driver, ground.database_url, ground.amqp_url))
        caller = running.enter_context(Program(f"{PACKAGE}.slow_caller", ground.amqp_url))
        for count in (WORKERS * 10, times):  # the first warms
            answered = caller.order(workers=WORKERS, times=count)
            if answered["right"] != count:
                raise AssertionError(f"{driver}: {answered['right']} right answers to {count} questions")
    return float(times / answered["seconds"])
