"""The floor in batches of 100: pipelined confirms, one transaction and one acknowledgement a batch, no outbox."""

from __future__ import annotations

import time

import psycopg

from tests.bench.events import amqp_floor
from tests.bench.events.facts import COLUMNS, INSERT_FACT, Fact, fact_in, message, store
from tests.bench.events.program import Cue, Task
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]

BATCH = 100


def publish(task: Task, cue: Cue) -> None:
    """Publish a batch of facts in one write, and wait for all its confirms."""
    database = psycopg.connect(task.place.producer, autocommit=True)
    publisher = amqp_floor.BatchPublisher(task.place.amqp)
    cue.ready()
    cue.wait()
    if task.load.is_live:
        for pause, fact in task.load.happening():
            time.sleep(pause)
            database.execute(INSERT_FACT, fact.row)
            publisher.publish([message(fact)])
    else:
        found = database.execute(f"SELECT {COLUMNS} FROM facts ORDER BY id")
        while rows := found.fetchmany(BATCH):
            publisher.publish(message(Fact(*row)) for row in rows)
    cue.rest()


def consume(task: Task, cue: Cue) -> None:
    """Commit the effects of what has arrived, and acknowledge it as a whole."""
    database = psycopg.connect(task.place.consumer)
    consumer = amqp_floor.BatchConsumer(task.place.amqp)
    cue.ready()
    while True:
        batch = consumer.take(BATCH)
        store(database, [fact_in(delivery.body) for delivery in batch], "effects")
        database.commit()
        consumer.ack(batch[-1])
