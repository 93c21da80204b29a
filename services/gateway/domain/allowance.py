"""How often something may be done: a few times at once, and then once in a while.

One instant tells how an allowance stands: when it will be whole again. Each use moves it on by ``every``; none is left
where it lies ``most`` times as far ahead. (The generic cell rate algorithm, as ATM networks have it: ITU-T I.371.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many uses at once, and one more after each ``every``."""

    most: int
    every: timedelta

    @classmethod
    def of(cls, number: int, within: timedelta) -> Allowance:
        """A number of uses, which may be made at once, and come back one by one within this time."""
        return cls(number, within / number)

    def after_use(self, whole_at: datetime | None, now: datetime) -> datetime:
        """When it will be whole again after one more use."""
        return max(whole_at or now, now) + self.every

    def opens_at(self, whole_at: datetime | None, now: datetime) -> datetime:
        """When the next use may come: now, or later."""
        return max(now, self.after_use(whole_at, now) - self.most * self.every)


# One account from one address: what a person mistypes, and about a hundred guesses a day for whoever guesses.
PAIR = Allowance(10, timedelta(minutes=15))
# The same while the address or the account is under attack: enough to get in, for each of those who share the address.
GUARDED = Allowance(5, timedelta(minutes=15))
# Used up, they keep nobody out: they tell that somebody is guessing.
ACCOUNT = Allowance(100, timedelta(minutes=5))
ADDRESS = Allowance(500, timedelta(seconds=10))
# Somebody who has signed in writes their present password.
OWN_PASSWORD = Allowance(10, timedelta(minutes=15))
