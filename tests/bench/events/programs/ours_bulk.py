"""Ours, `@handles_batch`: a handler for all that has arrived, one COPY for its rows."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.events.session import StressRated
from shared.db import driver_of
from shared.messaging import Transaction, handles_batch
from tests.bench.events import our_listener, ours
from tests.bench.events.facts import Fact, store
from tests.bench.events.ours import prepare, seed
from tests.bench.events.program import Cue, Task

__all__ = ["consume", "prepare", "publish", "seed"]


class Listener:
    """Hears of ratings."""

    name = our_listener.NAME

    @handles_batch(StressRated)
    def stress_rated(self, events: Sequence[StressRated], tx: Transaction) -> None:
        """Keep a row of each."""
        store(driver_of(tx.connection), map(_fact_of, events), "effects")


def _fact_of(event: StressRated) -> Fact:
    return Fact(event.rating_id, event.session_id, event.client_id, event.rated_at)


def publish(task: Task, cue: Cue) -> None:
    """The producer."""
    ours.publish(task, cue, Listener)


def consume(task: Task, cue: Cue) -> None:
    """The listener."""
    ours.consume(task, cue, Listener)
