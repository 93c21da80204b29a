"""Goals of the benches: what is asked for, what was measured, and whether that is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that must be small enough, or large enough."""

    what: str
    measured: float
    at_most: float = float("inf")
    at_least: float = 0.0

    @property
    def is_reached(self) -> bool:
        """Whether the measured ratio is enough."""
        return self.at_least <= self.measured <= self.at_most

    def __str__(self) -> str:
        asked = f"≤ {self.at_most:g}" if self.at_most < float("inf") else f"≥ {self.at_least:g}"
        verdict = "reached" if self.is_reached else "NOT reached"
        return f"  {self.what:<64}{self.measured:7.2f} ×  (goal {asked} ×) {verdict}"


def show(goals: Sequence[Goal]) -> int:
    """Print each goal beside its figure; 1 when one is not reached."""
    print("\nGoals")
    print(*goals, sep="\n", flush=True)
    return int(not all(goal.is_reached for goal in goals))
