"""How failed sign-ins lock the door: a few are free, then each doubles the wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Lock:
    """How many failures are free, and how the wait grows after them."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta

    def opens_at(self, failures: int, last_failed_at: datetime, now: datetime) -> datetime:
        """When the next try may come: now while tries are free, and where the last failure is forgotten."""
        over = failures - self.free
        if over < 0 or last_failed_at < now - FORGOTTEN_AFTER:
            return now
        return last_failed_at + min(self.first_wait * (1 << min(over, 20)), self.longest_wait)


USERNAME = Lock(free=5, first_wait=timedelta(seconds=30), longest_wait=timedelta(hours=1))
# A campus, or a proxy in front, is one address: it gets more tries and shorter waits.
ADDRESS = Lock(free=30, first_wait=timedelta(seconds=5), longest_wait=timedelta(minutes=5))
