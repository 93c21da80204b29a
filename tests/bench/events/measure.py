"""Runs programs side by side, round after round, and takes the medians."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.events.ground import Ground
from tests.bench.events.harness import Outcome, run
from tests.bench.events.program import Load
from tests.bench.events.roster import Row

PATIENCE = 60.0


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    burst: int | None  # events, or each program's own number
    live: Load


FULL = Plan(3, None, Load(550, 50))
QUICK = Plan(1, 200, Load(70, 50))


@dataclass(frozen=True)
class Figures:
    """What a program showed, medians of the rounds; compared with another's by ratio."""

    rate: float  # events a second in a burst
    cpu: float  # milliseconds of processor time for 1,000 events, in both processes
    p50: float  # milliseconds from commit to commit at the live load
    p99: float


@dataclass
class Measured:
    """All runs of one program."""

    row: Row
    bursts: list[Outcome] = field(default_factory=list)
    lives: list[Outcome] = field(default_factory=list)

    @property
    def flaws(self) -> list[Outcome]:
        """The runs in which an event did not take effect exactly once."""
        return [outcome for outcome in self.bursts + self.lives if not outcome.verdict.is_good]

    @property
    def figures(self) -> Figures | None:
        """The figures; none where a single run was flawed."""
        if self.flaws:
            return None
        return Figures(
            rate=median(outcome.count / outcome.seconds for outcome in self.bursts),
            cpu=median(outcome.cpu / outcome.count for outcome in self.bursts) * 1e6,
            p50=median(percentile(outcome.latencies, 0.50) for outcome in self.lives) * 1e3,
            p99=median(percentile(outcome.latencies, 0.99) for outcome in self.lives) * 1e3,
        )


def measure(ground: Ground, rows: Sequence[Row], plan: Plan, tell: Callable[[str], None]) -> list[Measured]:
    """Every program, measured as planned; each run is told of as it ends."""
    measured = [Measured(row) for row in rows]
    for number in range(1, plan.rounds + 1):
        for each in measured:
            for kind, outcome in _round(ground, each, plan):
                tell(f"round {number}  {each.row.name:<20}{kind:<7}{outcome}")
    return measured


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the sorted values that at least this share of them do not exceed."""
    return values[max(-(-len(values) * round(share * 100) // 100) - 1, 0)]


def _round(ground: Ground, each: Measured, plan: Plan) -> Iterator[tuple[str, Outcome]]:
    each.bursts.append(run(ground, each.row, Load(plan.burst or each.row.burst), PATIENCE))
    yield "burst", each.bursts[-1]
    each.lives.append(run(ground, each.row, plan.live, PATIENCE))
    yield "live", each.lives[-1]
