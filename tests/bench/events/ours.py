"""The product's own event core between two services of the bench, which are what its services are."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

import eventlet
import psycopg
import sqlalchemy as sa
from eventlet.hubs import trampoline
from nameko.containers import ServiceContainer

from deploy.host.runner import spare_collector
from shared.contracts.cloudevents import Cause
from shared.contracts.events.session import StressRated
from shared.db import engine_for
from shared.messaging import Transaction, Transactions
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.topology import configure
from shared.messaging.runtime.transaction import transactions_of
from shared.messaging.service import Background
from shared.messaging.storage import outbox
from shared.messaging.storage.tables import metadata as core_tables
from shared.observability import configure_logging
from shared.settings import Settings
from shared.tracing import root_span
from tests.bench.events import amqp_floor
from tests.bench.events.facts import EFFECTS, EVENTS_OF_A_SUBJECT, FACTS, Fact, batched, store
from tests.bench.events.program import Cue, Place, Task
from tests.bench.events.roster import OURS_QUEUES
from tests.settings import settings_for

STACK = "bench"
_WRITE_AT_ONCE = 1_000
facts = sa.table("facts", *(sa.column(name) for name in Fact.__slots__))


class Producer:
    """Publishes what session publishes."""

    name = "session"
    transactions = Transactions()
    background = Background()


def prepare(place: Place) -> None:
    """Make both services' tables, and delete the listener's queues."""
    for address, table in ((place.producer, FACTS), (place.consumer, EFFECTS)):
        engine = engine_for(_for_sqlalchemy(address))
        core_tables.create_all(engine)
        engine.dispose()
        with psycopg.connect(address) as connection:
            connection.execute(table)
    for queue in OURS_QUEUES:
        amqp_floor.delete_queue(place.amqp, queue)


def seed(place: Place, new: Iterable[Fact]) -> None:
    """Commit the facts with an event each in the outbox, and the notice that wakes the relay."""
    engine = engine_for(_for_sqlalchemy(place.producer))
    told = list(new)
    with engine.begin() as connection:
        store(cast(psycopg.Connection, connection.connection.driver_connection), told)
        leaving = [row for subject in batched(told, EVENTS_OF_A_SUBJECT) for row in _leaving(connection, subject)]
        for rows in batched(leaving, _WRITE_AT_ONCE):
            outbox.write(connection, rows)
    engine.dispose()


def publish(task: Task, cue: Cue, listener: type) -> None:
    """The producer's service, whose relay carries; a live load is committed by a greenlet of it."""
    container = _start(Producer, task, [Producer, listener])
    cue.ready()
    trampoline(0, read=True)  # the word go must not hold up the hub
    cue.wait()
    if task.load.is_live:
        begin = transactions_of(container)
        for pause, fact in task.load.happening():
            eventlet.sleep(pause)
            with begin() as tx:
                tx.connection.execute(sa.insert(facts).values(dict(zip(Fact.__slots__, fact.row, strict=True))))
                tx.emit(event_of(fact))
    container.wait()


def consume(task: Task, cue: Cue, listener: type) -> None:
    """The listener's service."""
    container = _start(listener, task, [Producer, listener])
    cue.ready()
    container.wait()


def event_of(fact: Fact) -> StressRated:
    """The event that tells of a fact."""
    return StressRated(
        session_id=fact.session_id, client_id=fact.client_id, rating_id=fact.rating_id, rated_at=fact.rated_at
    )


def _leaving(connection: sa.Connection, told: Iterable[Fact]) -> list[outbox.Row]:
    # As a request would have it: an id that all that it causes carries, and a span.
    correlation_id = uuid4().hex
    span = root_span(correlation_id)
    cause = Cause(correlation_id, None, span.traceparent)
    tx = Transaction(connection, datetime.now(UTC), cause=cause, service=Producer.name, stack=STACK, span=span)
    for fact in told:
        tx.emit(event_of(fact))
    return tx.leaving


def _start(service: type, task: Task, stack: list[type]) -> ServiceContainer:
    configure_logging("WARNING")
    databases = {Producer.name: task.place.producer, "booking": task.place.consumer}
    settings = {name: _settings(name, address, task.place.amqp) for name, address in databases.items()}
    configure(settings, stack)
    container = ServiceContainer(service)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(container.stop))
    container.start()
    pulses = container.shared_extensions[ServiceContext].statuses
    while not all(pulse.is_up for pulse in pulses.values()):
        eventlet.sleep(0.01)
    spare_collector()
    return container


def _settings(service: str, database: str, amqp: str) -> Settings:
    return settings_for(service, _for_sqlalchemy(database), amqp, stack=STACK)


def _for_sqlalchemy(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)
