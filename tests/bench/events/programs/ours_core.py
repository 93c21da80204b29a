"""Ours, `@handles`: a handler an event, a statement through SQLAlchemy Core."""

from __future__ import annotations

import sqlalchemy as sa

from shared.contracts.events.session import StressRated
from shared.messaging import Transaction, handles
from tests.bench.events import our_listener, ours
from tests.bench.events.ours import prepare, seed
from tests.bench.events.program import Cue, Task

__all__ = ["consume", "prepare", "publish", "seed"]


class Listener:
    """Hears of ratings."""

    name = our_listener.NAME

    @handles(StressRated)
    def stress_rated(self, event: StressRated, tx: Transaction) -> None:
        """Keep a row of it."""
        tx.connection.execute(sa.insert(our_listener.effects).values(our_listener.row_of(event)))


def publish(task: Task, cue: Cue) -> None:
    """The producer."""
    ours.publish(task, cue, Listener)


def consume(task: Task, cue: Cue) -> None:
    """The listener."""
    ours.consume(task, cue, Listener)
