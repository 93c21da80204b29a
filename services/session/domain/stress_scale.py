"""The programme's stress scale: a versioned setting, kept with each rating that was given on it.

The scale is the source's own (matala … erittäin korkea); the threshold is a rule of the programme, not a diagnosis.
A change of wording or threshold is a new version: what was rated on an older one keeps that one's threshold.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StressScale:
    """A scale from `lowest` to `highest`; a level at or over `threshold` is acute."""

    version: str
    lowest: int
    highest: int
    threshold: int

    def holds(self, level: int) -> bool:
        """Whether the level is one of the scale's."""
        return self.lowest <= level <= self.highest


PRESENT = StressScale(version="source-1", lowest=1, highest=5, threshold=4)
