"""A loop written by hand, with outbox and inbox, in batches: how fast the same promises can be kept in Python."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from threading import Thread
from uuid import UUID

import psycopg

from tests.bench.events import amqp_floor
from tests.bench.events.facts import INSERT_FACT, Fact, fact_in, message, store
from tests.bench.events.program import Cue, Load, Place, Task
from tests.bench.events.without_outbox import prepare as prepare_facts

BATCH, RELAY_BATCH, POLL = 200, 1000, 5.0
_OUTBOX = """
    CREATE TABLE outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL UNIQUE, payload text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp(), published_at timestamptz);
    CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL
    """
_INBOX = "CREATE TABLE inbox (event_id uuid PRIMARY KEY, heard_at timestamptz NOT NULL DEFAULT clock_timestamp())"
_WRITE = "INSERT INTO outbox (event_id, payload) SELECT * FROM unnest(%s::uuid[], %s::text[])"
_CLAIM = """
    WITH due AS (
      SELECT id FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
    UPDATE outbox SET published_at = clock_timestamp() FROM due WHERE outbox.id = due.id
    RETURNING outbox.id, outbox.payload
    """
_FIRST_TIME = "INSERT INTO inbox (event_id) SELECT * FROM unnest(%s::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"


def prepare(place: Place) -> None:
    """Make tables and queue."""
    prepare_facts(place)
    for address, tables in ((place.producer, _OUTBOX), (place.consumer, _INBOX)):
        with psycopg.connect(address) as connection:
            connection.execute(tables)


def seed(place: Place, facts: Iterable[Fact]) -> None:
    """Commit the facts with their outbox rows and a notice."""
    told = list(facts)
    with psycopg.connect(place.producer) as connection:
        store(connection, told)
        _write(connection, told)


def publish(task: Task, cue: Cue) -> None:
    """Relay the outbox, woken by notices; a live load is committed by a thread beside it."""
    database = psycopg.connect(task.place.producer)
    notices = psycopg.connect(task.place.producer, autocommit=True)
    notices.execute("LISTEN outbox")
    publisher = amqp_floor.BatchPublisher(task.place.amqp)
    cue.ready()
    cue.wait()
    if task.load.is_live:
        Thread(target=_live, args=(task.place, task.load), daemon=True).start()
    while True:
        while _carry(database, publisher) == RELAY_BATCH:
            pass
        for _ in notices.notifies(timeout=POLL, stop_after=1):
            pass


def consume(task: Task, cue: Cue) -> None:
    """Commit inbox rows and effects of what has arrived, and acknowledge it as a whole."""
    database = psycopg.connect(task.place.consumer)
    consumer = amqp_floor.BatchConsumer(task.place.amqp)
    cue.ready()
    while True:
        batch = consumer.take(BATCH)
        _take_effect(database, [fact_in(delivery.body) for delivery in batch])
        consumer.ack(batch[-1])


def _carry(database: psycopg.Connection, publisher: amqp_floor.BatchPublisher) -> int:
    with database.transaction():
        due = sorted(database.execute(_CLAIM, [RELAY_BATCH]).fetchall())
        if due:
            publisher.publish(payload.encode() for _, payload in due)
    return len(due)


def _take_effect(database: psycopg.Connection, facts: Sequence[Fact]) -> None:
    with database.transaction():
        found = database.execute(_FIRST_TIME, [[fact.rating_id for fact in facts]])
        fresh: set[UUID] = {event_id for (event_id,) in found}
        store(database, [fact for fact in facts if fact.rating_id in fresh], "effects")


def _live(place: Place, load: Load) -> None:
    with psycopg.connect(place.producer, autocommit=True) as connection:
        for pause, fact in load.happening():
            time.sleep(pause)
            with connection.transaction():
                connection.execute(INSERT_FACT, fact.row)
                _write(connection, [fact])


def _write(connection: psycopg.Connection, facts: Sequence[Fact]) -> None:
    payloads = [message(fact).decode() for fact in facts]
    connection.execute(_WRITE, [[fact.rating_id for fact in facts], payloads])
    connection.execute("NOTIFY outbox")
