"""One test's database and broker, and the trial service between them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Self
from uuid import UUID, uuid4

import eventlet
import sqlalchemy as sa
from nameko.containers import ServiceContainer

from shared.db import engine_for
from shared.messaging.broker.factory import broker_for
from shared.messaging.broker.memory.broker import close_inprocess_brokers
from shared.messaging.broker.port import event_queue, request_queue
from shared.messaging.kernel.options import MessagingOptions
from shared.messaging.requests.client import ServiceClient
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.topology import configure
from shared.messaging.runtime.transaction import transactions_of
from shared.messaging.storage.tables import metadata as core_tables
from shared.settings import Settings
from tests.conftest import address_of, create_database, drop_database
from tests.integration.messaging import trial
from tests.settings import settings_for

QUICK = MessagingOptions(
    poll_interval=2.0,
    resubscribe_after=1.0,
    confirm_timeout=3.0,
    reconnect_first=0.05,
    reconnect_most=0.5,
    retry_first=0.2,
    retry_most=0.4,
    retries=3,
)
_NUMBERS = count(1)


def trial_settings(database_url: str, amqp_url: str, ops_port: int = 0) -> Settings:
    """Settings of the trial service."""
    return settings_for("trial", database_url, amqp_url, ops_port=ops_port)


class World:
    """A fresh database, a clean broker, and services that can be started, stopped and killed."""

    def __init__(self, transport: str, postgres_url: str, broker_url: str) -> None:
        self.transport = transport
        self.server_url = self._postgres_url = postgres_url
        self._database = f"hyke_messaging_{os.getpid()}_{next(_NUMBERS)}"
        self.folder = Path(tempfile.mkdtemp(prefix="hyke-messaging-"))
        self.broker_url = broker_url if transport == "rabbit" else f"inprocess://{self.folder}/broker.db"
        self.database_url = address_of(postgres_url, self._database)
        self.containers: list[ServiceContainer] = []
        self._hosts: list[subprocess.Popen[bytes]] = []
        self.counter = uuid4()

    def __enter__(self) -> Self:
        create_database(self._postgres_url, self._database)
        self.engine = engine_for(self.database_url)
        with self.engine.begin() as connection:
            core_tables.create_all(connection)
            trial.metadata.create_all(connection)
        self.configure()
        self.clean_broker()
        return self

    def __exit__(self, *_: object) -> None:
        while self.containers:
            self.stop(self.containers[-1])
        for host in self._hosts:
            host.kill()
            host.wait()
        self.clean_broker()
        close_inprocess_brokers()
        self.engine.dispose()
        drop_database(self._postgres_url, self._database)

    def configure(self, ops_port: int = 0) -> None:
        """Tell messaging who is there."""
        trial.Trial.overheard.clear()
        trial.Trial.told_by.clear()
        trial.Trial.ticks.clear()
        configure({"trial": trial_settings(self.database_url, self.broker_url, ops_port)}, [trial.Trial], QUICK)

    def clean_broker(self) -> None:
        """Delete the trial's queues."""
        if self.transport == "rabbit":
            from shared.messaging.broker.rabbitmq.connection import RabbitConnection

            wire = RabbitConnection(self.broker_url)
            for queue in (event_queue("trial"), f"{event_queue('trial')}.dead", request_queue("trial")):
                wire.channel.queue_delete(queue)
            wire.close()

    def start(self, service: type = trial.Trial) -> ServiceContainer:
        """A running container of the service, once all its loops are up."""
        container = ServiceContainer(service)
        container.start()
        self.containers.append(container)
        pulses = container.shared_extensions[ServiceContext].statuses
        self.eventually(lambda: all(pulse.is_up for pulse in pulses.values()))
        return container

    def stop(self, container: ServiceContainer) -> None:
        """Stop gracefully."""
        self.containers.remove(container)
        container.stop()

    def emit(self, *numbers: int, counter: UUID | None = None) -> None:
        """Commit a transaction of the running service that emits a Counted for each number."""
        with transactions_of(self.containers[0])() as tx:
            for number in numbers:
                tx.emit(trial.Counted(counter or self.counter, number))

    def asks(self) -> ServiceClient:
        """A caller."""
        return ServiceClient(broker_for(self.broker_url).caller())

    def rows(self, query: str, **values: Any) -> list[Any]:
        """What a query finds: a value for each row of one column, else a tuple."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.text(query), values).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in found]

    def run(self, statement: str, **values: Any) -> None:
        """Commit a statement."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    def effects(self, handler: str = "counted") -> list[int]:
        """The numbers that took effect, in order."""
        return self.rows("SELECT number FROM effects WHERE handler = :handler ORDER BY id", handler=handler)

    def eventually(self, is_so: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until it is so."""
        deadline = monotonic() + seconds
        while not is_so():
            if monotonic() > deadline:
                raise AssertionError(f"not so after {seconds:g} s: {self.state()}")
            eventlet.sleep(0.02)

    def state(self) -> dict[str, Any]:
        """What there is to see when something did not come to pass."""
        return {
            "effects": self.rows("SELECT handler, number FROM effects ORDER BY id"),
            "outbox": self.rows("SELECT id, type, published_at IS NOT NULL, is_unrouted FROM outbox ORDER BY id"),
            "parked": self.rows("SELECT handler, type, state, attempts, reason, error FROM parked ORDER BY id"),
        }

    def host(self, **environment: str) -> subprocess.Popen[bytes]:
        """The trial service in a process of its own."""
        told = {"TRIAL_DATABASE": self.database_url, "TRIAL_BROKER": self.broker_url, **environment}
        command = [sys.executable, "-W", "ignore", "-m", "tests.integration.messaging.host"]
        process = subprocess.Popen(command, env={**os.environ, **told})
        self._hosts.append(process)
        return process
