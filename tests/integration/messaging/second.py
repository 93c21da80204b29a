"""A second service that hears the trial's events, with a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import eventlet
import sqlalchemy as sa
from nameko.containers import ServiceContainer

from shared.db import engine_for
from shared.messaging import EventService, Transaction, handles
from shared.messaging.broker.factory import broker_for
from shared.messaging.broker.port import event_queue
from shared.messaging.reconciliation.event_counts import EventCounts
from shared.messaging.reconciliation.reconcile import Reconciliation, Report
from shared.messaging.reconciliation.sql_event_counts import SqlEventCounts
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.topology import configure, hearings
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage.tables import metadata as core_tables
from tests.conftest import create_database, drop_database
from tests.integration.messaging import trial
from tests.integration.messaging.world import QUICK, World, trial_settings


class Keeping(trial.Trial):
    """The trial, with its books open to the stack."""


class Second(EventService):
    """Counts what the trial counted."""

    name = "second"

    @handles(trial.Counted)
    def counted_too(self, event: trial.Counted, tx: Transaction) -> None:
        trial.note(tx, "counted_too", event.counter_id, event.number)


class Pair:
    """The trial and the second service in one stack."""

    def __init__(self, world: World, database_url: str) -> None:
        self.world = world
        self.engine = engine_for(database_url)
        with self.engine.begin() as connection:
            core_tables.create_all(connection)
            trial.metadata.create_all(connection)
        settings = trial_settings(world.database_url, world.broker_url)
        second = replace(settings, service="second", database_url=database_url)
        configure({"trial": settings, "second": second}, [trial.Trial, Second], QUICK)
        self.delete_queue()

    def start_second(self) -> ServiceContainer:
        """The second service, running."""
        return self.world.start(Second)

    def start_and_stop_second(self) -> None:
        """From here on it is known to hear, and nobody hears for it."""
        self.world.stop(self.start_second())

    def delete_queue(self) -> None:
        """As somebody's hand would."""
        if self.world.transport == "rabbit":
            from shared.messaging.broker.rabbitmq.connection import RabbitConnection

            wire = RabbitConnection(self.world.broker_url)
            for queue in (event_queue("second"), f"{event_queue('second')}.dead"):
                wire.channel.queue_delete(queue)
            wire.close()

    def effects(self) -> list[int]:
        """The numbers that took effect in the second service, in order."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(trial.effects.c.number).order_by(trial.effects.c.id)).scalars())

    def forget_last(self) -> UUID:
        """Undo that the second service heard the last event, as if it had never come; the event's id."""
        with self.engine.begin() as connection:
            found = connection.exec_driver_sql(
                """
                DELETE FROM inbox WHERE (handler, event_id) IN
                  (SELECT handler, event_id FROM inbox ORDER BY event_id DESC LIMIT 1) RETURNING event_id
                """
            )
            return UUID(str(found.scalar_one()))

    def reconcile(self, grace: float = 0.0, pause: float = 0.2) -> Report:
        """The account of both, asked of their databases and the broker."""
        engines = {"trial": self.world.engine, "second": self.engine}
        books: dict[str, EventCounts] = {
            name: SqlEventCounts(partial(connected, engine), hearings()[name]) for name, engine in engines.items()
        }
        held = broker_for(self.world.broker_url).held
        look = Reconciliation(books, hearings(), held, eventlet.sleep, grace, pause)
        return look.run(datetime.now(UTC), datetime.now(UTC) - timedelta(days=1))


@contextmanager
def pair(world: World) -> Iterator[Pair]:
    """The pair, in a database that goes with it."""
    name = f"{world.database_url.rsplit('/', 1)[1]}_second"
    create_database(world.database_url, name)
    found = Pair(world, f"{world.database_url.rsplit('/', 1)[0]}/{name}")
    try:
        yield found
    finally:
        for container in list(world.containers):
            world.stop(container)
        found.delete_queue()
        found.engine.dispose()
        drop_database(world.database_url, name)


def leads(container: ServiceContainer) -> bool:
    """Whether the container's relay works."""
    return bool(container.shared_extensions[ServiceContext].leadership.is_ours)
