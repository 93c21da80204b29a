"""nameko's own dispatcher fed from a polled outbox, and its own event handler with a transaction an event."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import eventlet
import psycopg
from eventlet.hubs import trampoline
from nameko import config
from nameko.containers import ServiceContainer
from nameko.events import EventDispatcher, EventHandler
from nameko.extensions import DependencyProvider
from nameko.timer import timer

from tests.bench.events import amqp_floor
from tests.bench.events.facts import INSERT_EFFECT, INSERT_FACT, Fact, fact_in, message, store
from tests.bench.events.program import Cue, Load, Place, Task
from tests.bench.events.roster import NAMEKO_QUEUE
from tests.bench.events.without_outbox import prepare as prepare_facts

POLL, BATCH = 0.1, 100
_OUTBOX = "CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text NOT NULL)"
_WRITE = "INSERT INTO outbox (payload) VALUES (%s)"
_DUE = "SELECT id, payload FROM outbox ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"


def prepare(place: Place) -> None:
    """Make tables, and delete the handler's queue."""
    prepare_facts(place)
    with psycopg.connect(place.producer) as connection:
        connection.execute(_OUTBOX)
    amqp_floor.delete_queue(place.amqp, NAMEKO_QUEUE)


def seed(place: Place, facts: Iterable[Fact]) -> None:
    """Commit the facts with their outbox rows."""
    told = list(facts)
    with psycopg.connect(place.producer) as connection:
        store(connection, told)
        _write(connection, told)


class Connections(DependencyProvider):
    """Injects a way to a database, whose connections are kept."""

    def setup(self) -> None:
        """Start with none."""
        self._idle: list[psycopg.Connection] = []

    def get_dependency(self, worker_ctx: Any) -> Any:
        """A context manager that lends a connection in autocommit."""
        return self._lend

    @contextmanager
    def _lend(self) -> Iterator[psycopg.Connection]:
        connection = self._idle.pop() if self._idle else psycopg.connect(config["DATABASE"], autocommit=True)
        yield connection
        self._idle.append(connection)


class QuorumHandler(EventHandler):
    """An event handler whose queue outlives a broker."""

    def setup(self) -> None:
        """Ask for a quorum queue."""
        super().setup()
        self.queue.queue_arguments = amqp_floor.QUORUM


class Producer:
    """Dispatches what is in the outbox."""

    name = "session"
    dispatch = EventDispatcher()
    connection = Connections()

    @timer(interval=POLL)
    def relay(self) -> None:
        """Dispatch, and then forget, all that is due."""
        with self.connection() as connection:
            while self._carry(connection) == BATCH:
                pass

    def _carry(self, connection: psycopg.Connection) -> int:
        with connection.transaction():
            due = connection.execute(_DUE, [BATCH]).fetchall()
            for _, payload in due:
                self.dispatch("stress_rated", payload)
            connection.execute("DELETE FROM outbox WHERE id = ANY(%s)", [[id for id, _ in due]])
        return len(due)


class Listener:
    """Hears of ratings."""

    name = "booking"
    connection = Connections()

    @QuorumHandler.decorator("session", "stress_rated")
    def stress_rated(self, payload: str) -> None:
        """Commit an effect; nameko then acknowledges its message."""
        with self.connection() as connection:
            connection.execute(INSERT_EFFECT, fact_in(payload).row)


def publish(task: Task, cue: Cue) -> None:
    """The producer's service; a live load is committed by a greenlet of it."""
    container = _start(Producer, task.place.producer, task.place.amqp)
    cue.ready()
    trampoline(0, read=True)  # the word go must not hold up the hub
    cue.wait()
    if task.load.is_live:
        _happen(task.place, task.load)
    container.wait()


def consume(task: Task, cue: Cue) -> None:
    """The listener's service."""
    container = _start(Listener, task.place.consumer, task.place.amqp)
    cue.ready()
    container.wait()


def _start(service: type, database: str, amqp_url: str) -> ServiceContainer:
    config.update({"AMQP_URI": amqp_url, "DATABASE": database})
    container = ServiceContainer(service)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(container.stop))
    container.start()
    return container


def _happen(place: Place, load: Load) -> None:
    with psycopg.connect(place.producer, autocommit=True) as connection:
        for pause, fact in load.happening():
            eventlet.sleep(pause)
            with connection.transaction():
                connection.execute(INSERT_FACT, fact.row)
                _write(connection, [fact])


def _write(connection: psycopg.Connection, facts: Sequence[Fact]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, [(message(fact).decode(),) for fact in facts])
