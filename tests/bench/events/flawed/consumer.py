"""What the flawed programs share: all but the flaw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import psycopg

from tests.bench.events import amqp_floor
from tests.bench.events.facts import Fact, fact_in, store
from tests.bench.events.program import Cue, Task

BATCH = 100


def consume_with(flaw: Callable[[Sequence[Fact]], Sequence[Fact]], task: Task, cue: Cue) -> None:
    """Commit what a flaw makes of each batch, and acknowledge it."""
    database = psycopg.connect(task.place.consumer)
    consumer = amqp_floor.BatchConsumer(task.place.amqp)
    cue.ready()
    while True:
        batch = consumer.take(BATCH)
        store(database, flaw([fact_in(delivery.body) for delivery in batch]), "effects")
        database.commit()
        consumer.ack(batch[-1])
