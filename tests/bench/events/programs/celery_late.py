"""Celery, acknowledging late: a task an event, a worker of one thread, a quorum queue, publishing with confirms."""

from __future__ import annotations

import os
import time
from typing import Any

import psycopg
from celery import Celery
from celery.signals import worker_ready, worker_shutting_down
from kombu import Queue

from tests.bench.events.facts import COLUMNS, INSERT_EFFECT, INSERT_FACT, Fact, fact_in, message
from tests.bench.events.program import QUEUE, Cue, Place, Task
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]

_TASK = "bench.stress_rated"
_WORKER = "--quiet worker --pool=solo --loglevel=WARNING --without-gossip --without-mingle --without-heartbeat"


def publish(task: Task, cue: Cue) -> None:
    """Send a task for each fact and wait for its confirm."""
    app = _app(task.place)
    database = psycopg.connect(task.place.producer, autocommit=True)
    with app.producer_pool.acquire(block=True) as producer:
        producer.connection.ensure_connection()
        cue.ready()
        cue.wait()
        if task.load.is_live:
            for pause, fact in task.load.happening():
                time.sleep(pause)
                database.execute(INSERT_FACT, fact.row)
                _send(app, producer, fact)
        else:
            for row in database.execute(f"SELECT {COLUMNS} FROM facts ORDER BY id").fetchall():
                _send(app, producer, Fact(*row))
        cue.rest()


def consume(task: Task, cue: Cue) -> None:
    """Commit an effect; Celery then acknowledges its message."""
    app = _app(task.place)
    database = psycopg.connect(task.place.consumer, autocommit=True)

    @app.task(name=_TASK)
    def stress_rated(event: str) -> None:
        database.execute(INSERT_EFFECT, fact_in(event).row)

    def tell(sender: Any, **_: Any) -> None:
        _end_at_once(sender.hub)
        cue.ready()

    worker_ready.connect(tell, weak=False)
    app.worker_main(_WORKER.split())


def _end_at_once(hub: Any) -> None:
    """Wake the worker when it is told to end: by itself it looks only when something comes, or after 10 seconds."""
    reader, writer = os.pipe()
    hub.add_reader(reader, os.read, reader, 1)

    def wake(**_: Any) -> None:
        os.write(writer, b".")

    worker_shutting_down.connect(wake, weak=False)


def _app(place: Place) -> Celery:
    app = Celery("bench", broker=place.amqp.replace("amqp://", "pyamqp://", 1), set_as_current=True)
    app.conf.update(
        task_queues=[Queue(QUEUE, durable=True, routing_key=QUEUE, queue_arguments={"x-queue-type": "quorum"})],
        task_default_queue=QUEUE,
        task_default_queue_type="quorum",
        task_default_exchange="",
        task_default_routing_key=QUEUE,
        task_acks_late=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=200,
        broker_transport_options={"confirm_publish": True},
        broker_connection_retry_on_startup=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
    )
    return app


def _send(app: Celery, producer: Any, fact: Fact) -> None:
    app.send_task(_TASK, [message(fact).decode()], queue=QUEUE, producer=producer, delivery_mode=2)
