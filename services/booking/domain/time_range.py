"""Stretches of time between two instants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """From one instant up to, not including, another."""

    starts_at: datetime
    ends_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether it holds no instant at all."""
        return self.starts_at >= self.ends_at

    def overlaps(self, other: TimeRange) -> bool:
        """Whether the two share an instant."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: TimeRange) -> bool:
        """Whether the other lies wholly inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


def joined(spans: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """The same instants in as few spans as can be, in order, none touching another."""
    result: list[TimeRange] = []
    for span in sorted(span for span in spans if not span.is_empty):
        if result and span.starts_at <= result[-1].ends_at:
            result[-1] = TimeRange(result[-1].starts_at, max(result[-1].ends_at, span.ends_at))
        else:
            result.append(span)
    return tuple(result)


def without(spans: Iterable[TimeRange], taken: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """The instants of `spans` that are in none of `taken`, joined."""
    result: list[TimeRange] = []
    away = joined(taken)
    for span in joined(spans):
        begin = span.starts_at
        for gap in away:
            if gap.ends_at <= begin:
                continue
            if gap.starts_at >= span.ends_at:
                break
            result.append(TimeRange(begin, gap.starts_at))
            begin = gap.ends_at
        result.append(TimeRange(begin, span.ends_at))
    return joined(result)
