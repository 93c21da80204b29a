"""The time-use circle: an average day of 24 hours in three activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.vocabulary import TimeUseKind

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class DayParts:
    """Minutes of productive activity, leisure and self-care."""

    productive: int
    leisure: int
    self_care: int

    @property
    def total(self) -> int:
        """The minutes of all three together."""
        return self.productive + self.leisure + self.self_care

    @property
    def is_whole_day(self) -> bool:
        """Whether the parts, none of them negative, add up to 24 hours."""
        return min(self.productive, self.leisure, self.self_care) >= 0 and self.total == MINUTES_OF_A_DAY


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle of one kind; the latest of each kind holds, the earlier ones are kept."""

    kind: TimeUseKind
    parts: DayParts
    recorded_at: datetime

    def __post_init__(self) -> None:
        if not self.parts.is_whole_day:
            raise ValueError(f"a circle has {MINUTES_OF_A_DAY} minutes, not {self.parts.total}")
