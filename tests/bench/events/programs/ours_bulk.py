"""Ours, `@hears_many`: a handler for all that has arrived, one statement for its rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from shared.contracts.events.session import StressRated
from shared.messaging import Transaction, hears_many
from tests.bench.events import our_listener, ours
from tests.bench.events.facts import COLUMNS, Fact
from tests.bench.events.ours import prepare, seed
from tests.bench.events.program import Cue, Task

__all__ = ["consume", "prepare", "publish", "seed"]

_INSERT = sa.text(
    f"""
    INSERT INTO effects ({COLUMNS})
    SELECT * FROM unnest(CAST(:rating_id AS uuid[]), CAST(:session_id AS uuid[]),
                         CAST(:client_id AS uuid[]), CAST(:rated_at AS timestamptz[]))
    """
)


class Listener:
    """Hears of ratings."""

    name = our_listener.NAME

    @hears_many(StressRated)
    def stress_rated(self, events: Sequence[StressRated], tx: Transaction) -> None:
        """Keep a row of each."""
        columns = {name: [getattr(event, name) for event in events] for name in Fact.__slots__}
        tx.connection.execute(_INSERT, columns)


def publish(task: Task, cue: Cue) -> None:
    """The producer."""
    ours.publish(task, cue, Listener)


def consume(task: Task, cue: Cue) -> None:
    """The listener."""
    ours.consume(task, cue, Listener)
