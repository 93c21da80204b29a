"""Commits the effects and never acknowledges: every event would come again."""

from __future__ import annotations

import psycopg

from tests.bench.events import amqp_floor
from tests.bench.events.facts import fact_in, store
from tests.bench.events.program import Cue, Task
from tests.bench.events.programs.floor_batches import publish
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]


def consume(task: Task, cue: Cue) -> None:
    """The consumer process."""
    database = psycopg.connect(task.place.consumer)
    consumer = amqp_floor.BatchConsumer(task.place.amqp)
    cue.ready()
    while True:
        store(database, [fact_in(delivery.body) for delivery in consumer.take(1)], "effects")
        database.commit()
