"""The goals for ours, each a ratio of two programs' figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.bench.events.measure import Figures

Take = Callable[[Figures], float]


def rate(figures: Figures) -> float:
    """Events a second."""
    return figures.rate


def cpu(figures: Figures) -> float:
    """Processor time for 1,000 events."""
    return figures.cpu


def p50(figures: Figures) -> float:
    """The median latency."""
    return figures.p50


def p99(figures: Figures) -> float:
    """The latency that one in a hundred exceeds."""
    return figures.p99


@dataclass(frozen=True)
class Goal:
    """One of ours compared with another program."""

    ours: str
    take: Take
    other: str
    at_least: float | None = None
    at_most: float | None = None


GOALS = (
    Goal("ours_orm", rate, "aio_single", at_least=4.0),
    Goal("ours_orm", rate, "aio_batches", at_least=1.3),
    Goal("ours_bulk", rate, "aio_single", at_least=8.0),
    Goal("ours_bulk", rate, "aio_batches", at_least=2.5),
    Goal("ours_bulk", rate, "hand_written", at_least=0.9),
    Goal("ours_orm", p50, "floor_single", at_most=1.8),
    Goal("ours_orm", p99, "floor_single", at_most=2.5),
    Goal("ours_orm", cpu, "aio_single", at_most=0.25),
    Goal("ours_bulk", cpu, "aio_single", at_most=0.1),
)

_WHAT: dict[Take, str] = {
    rate: "events a second",
    cpu: "processor time",
    p50: "p50 at 50 events/s",
    p99: "p99 at 50 events/s",
}


@dataclass(frozen=True)
class Judged:
    """A goal beside what was measured."""

    goal: Goal
    ratio: float

    @property
    def is_reached(self) -> bool:
        """Whether the ratio is good enough."""
        goal = self.goal
        return (goal.at_least is None or self.ratio >= goal.at_least) and (
            goal.at_most is None or self.ratio <= goal.at_most
        )

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What, the goal, the ratio, the verdict."""
        goal = self.goal
        wanted = f"≥ {goal.at_least:g}" if goal.at_least is not None else f"≤ {goal.at_most:g}"
        what = f"{goal.ours}, {_WHAT[goal.take]}"
        return what, f"{wanted} × {goal.other}", f"{self.ratio:.2f}", "reached" if self.is_reached else "NOT reached"


def judge(figures: Mapping[str, Figures]) -> Iterator[Judged]:
    """The goals whose two programs have figures."""
    for goal in GOALS:
        if goal.ours in figures and goal.other in figures:
            yield Judged(goal, goal.take(figures[goal.ours]) / goal.take(figures[goal.other]))
