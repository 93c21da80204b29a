"""A service whose every answer takes five milliseconds of the database's time."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from shared.contracts.registry import question
from shared.messaging import Transaction, serves

_SLEEP = sa.text("SELECT :number FROM (SELECT pg_sleep(0.005)) AS slept")


@dataclass(frozen=True, slots=True)
class Slept:
    """The number that was asked with."""

    number: int


@question("slow.sleep", reply=Slept)
@dataclass(frozen=True, slots=True)
class Sleep:
    """Have the database sleep."""

    number: int


class Slow:
    """Waits for its database."""

    name = "slow"

    @serves(Sleep)
    def sleep(self, ask: Sleep, tx: Transaction) -> Slept:
        return Slept(int(tx.connection.execute(_SLEEP, {"number": ask.number}).scalar_one()))
