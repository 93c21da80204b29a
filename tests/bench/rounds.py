"""Figures of several rounds: medians of rounds, and ratios of what took turns in the same round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median


class Rounds:
    """The times that each rival took, round by round."""

    def __init__(self) -> None:
        self._micros: defaultdict[str, list[list[int]]] = defaultdict(list)

    def add(self, name: str, micros: Sequence[int]) -> None:
        """Keep a rival's round."""
        self._micros[name].append(sorted(micros))

    @property
    def names(self) -> list[str]:
        """The rivals, in the order of their first round."""
        return list(self._micros)

    def millis(self, name: str, share: float = 0.5) -> float:
        """The median, over the rounds, of the time within which this share of a round's questions was answered."""
        return median(self._each(name, share)) / 1000

    def ratio(self, name: str, other: str) -> float:
        """The median, over the rounds, of the first's median to the second's of the same round."""
        return median(a / b for a, b in zip(self._each(name, 0.5), self._each(other, 0.5), strict=True))

    def _each(self, name: str, share: float) -> list[float]:
        return [float(micros[min(int(len(micros) * share), len(micros) - 1)]) for micros in self._micros[name]]
