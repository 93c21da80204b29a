"""The floor, one by one: a publish and its confirm, a transaction and its acknowledgement, no outbox, no framework."""

from __future__ import annotations

import time
from typing import Any

import psycopg

from tests.bench.events import amqp_floor
from tests.bench.events.facts import COLUMNS, INSERT_EFFECT, INSERT_FACT, Fact, fact_in, message
from tests.bench.events.program import QUEUE, Cue, Task
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]


def publish(task: Task, cue: Cue) -> None:
    """Publish each fact and wait for its confirm."""
    database = psycopg.connect(task.place.producer, autocommit=True)
    channel = amqp_floor.connect(task.place.amqp, confirm_publish=True).channel()
    cue.ready()
    cue.wait()
    if task.load.is_live:
        for pause, fact in task.load.happening():
            time.sleep(pause)
            database.execute(INSERT_FACT, fact.row)
            channel.basic_publish(amqp_floor.persistent(message(fact)), "", QUEUE)
    else:
        for row in database.execute(f"SELECT {COLUMNS} FROM facts ORDER BY id").fetchall():
            channel.basic_publish(amqp_floor.persistent(message(Fact(*row))), "", QUEUE)
    cue.rest()


def consume(task: Task, cue: Cue) -> None:
    """Commit an effect and acknowledge its message."""
    database = psycopg.connect(task.place.consumer, autocommit=True)
    connection = amqp_floor.connect(task.place.amqp)

    def take_effect(delivery: Any) -> None:
        database.execute(INSERT_EFFECT, fact_in(delivery.body).row)
        channel.basic_ack(delivery.delivery_tag)

    channel = amqp_floor.consume(connection, take_effect)
    cue.ready()
    while True:
        connection.drain_events()
