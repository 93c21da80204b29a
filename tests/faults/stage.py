"""Where a scenario plays: two services with databases of their own, and a fault proxy on each of their lines."""

from __future__ import annotations

from itertools import count
from signal import Signals
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import amqp
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from shared.db import engine_for
from shared.messaging.storage.tables import metadata as core_tables
from tests.conftest import address_of, create_database, drop_database
from tests.faults.actor import Actor
from tests.faults.nursery import Nursery
from tests.faults.play import sink_tables, source_tables
from tests.faults.proxy import Proxy
from tests.faults.servers import Servers

TABLES = {"source": source_tables, "sink": sink_tables}
QUEUE, TWIN_QUEUE = "hyke.sink", "hyke.sink.twin"
_STAGES = count(1)


class Stage:
    """Both services, on one transport: two processes with RabbitMQ between them, or one process."""

    def __init__(self, servers: Servers, transport: str) -> None:
        self.transport = transport
        self.database = servers.database()
        self._nursery = servers.nursery()
        self.server = servers.broker() if transport == "rabbit" else None
        self.numbers = count(1)
        self.meant_to_park: set[int] = set()
        self.nonsense: set[str] = set()
        number = next(_STAGES)
        self._names = {name: f"faults_{name}_{number}" for name in TABLES}
        self._engines: dict[str, Engine] = {}
        self.folder = servers.folder / f"stage{number}"
        self.folder.mkdir()
        self._make_databases()
        self.lines = {f"{name} to database": Proxy(self.database.server.port) for name in TABLES}
        if self.server is not None:
            self.lines |= {f"{name} to broker": Proxy(self.server.port, is_amqp=True) for name in TABLES}
            self.delete_queues()
        self.database.followers.append(self.follow_database)
        self._twin: Actor | None = None
        self.is_cold = True  # no event has gone through yet
        self.declared_at = monotonic()  # when the queue was, at the latest
        self.actors = {actor.name: actor for actor in self._cast(self._nursery)}

    def actor(self, service: str) -> Actor:
        """The process that runs this service."""
        return self.actors.get(service) or self.actors["both"]

    def twin(self) -> Actor:
        """A second process of the sink, which runs when a scenario starts it."""
        if self._twin is None:
            plan = self.actors["sink"].plan
            self._twin = Actor("twin", self._nursery, self.folder, plan.databases, plan.brokers)
        return self._twin

    def running(self) -> list[Actor]:
        """Every process, also the twin if there ever was one."""
        return [*self.actors.values(), *([self._twin] if self._twin else [])]

    def up(self) -> None:
        """Start every process that does not run, and wait for it."""
        for actor in self.actors.values():
            if not actor.is_running:
                actor.start()
        for actor in self.actors.values():
            actor.ready()

    def heal(self) -> None:
        """End every fault that a scenario may have left behind, and every process."""
        self.is_cold = True
        for line in self.lines.values():
            line.untrap()
            line.delay(0.0)
            line.resume()
            line.reset()
        for actor in self.running():
            actor.kill()
        self.run("sink", "DELETE FROM troubles")
        if self.server is not None:
            self.server.heal()

    def tails(self) -> str:
        """The end of each process's log."""
        return "; ".join(f"{actor.name}: {actor.tail()}" for actor in self.running())

    def engine(self, service: str) -> Engine:
        """The scenario's own way to a service's database, past the proxy."""
        if service not in self._engines:
            self._engines[service] = engine_for(self._address(service, self.database.server.port))
        return self._engines[service]

    def rows(self, service: str, query: str, **values: object) -> list[Any]:
        """What a query finds."""
        with self.engine(service).connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), values)]

    def run(self, service: str, statement: str, **values: object) -> None:
        """Commit a statement."""
        with self.engine(service).begin() as connection:
            connection.execute(sa.text(statement), values)

    def restart_database(self, kind: Signals) -> None:
        """Restart PostgreSQL under everybody."""
        self.database.restart(kind)

    def follow_database(self) -> None:
        """Go on at the port where PostgreSQL is now."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        for name, line in self.lines.items():
            if name.endswith("to database"):
                line.target = self.database.server.port

    def hands(self) -> amqp.Connection:
        """The scenario's own connection to the broker, open."""
        assert self.server is not None
        url = urlsplit(self.server.url)
        connection = amqp.Connection(
            host=f"{url.hostname}:{self.server.port}",
            userid=url.username or "guest",
            password=url.password or "guest",
            virtual_host=url.path.strip("/") or "/",
            confirm_publish=True,
        )
        connection.connect()
        return connection

    def delete_queues(self) -> None:
        """Forget what an earlier stage left on a broker."""
        with self.hands() as connection:
            for name in ("source", "sink", "sink.twin"):
                for queue in (f"hyke.{name}", f"hyke.{name}.dead"):
                    connection.channel().queue_delete(queue)

    def close(self) -> None:
        """End everything that was started."""
        self.database.followers.remove(self.follow_database)
        for actor in self.running():
            actor.kill()
        for line in self.lines.values():
            line.close()
        if self.server is not None:
            self.delete_queues()
        for engine in self._engines.values():
            engine.dispose()
        for name in self._names.values():
            drop_database(self.database.server.url, name)

    def _make_databases(self) -> None:
        for service, tables in TABLES.items():
            create_database(self.database.server.url, self._names[service])
            with self.engine(service).begin() as connection:
                core_tables.create_all(connection)
                tables.create_all(connection)

    def _cast(self, nursery: Nursery) -> list[Actor]:
        databases = {name: self._address(name, self.lines[f"{name} to database"].port) for name in TABLES}
        if self.server is None:
            brokers = dict.fromkeys(TABLES, f"inprocess://{self.folder}/broker.db")
            return [Actor("both", nursery, self.folder, databases, brokers)]
        brokers = {name: on_port(self.server.url, self.lines[f"{name} to broker"].port) for name in TABLES}
        return [Actor(name, nursery, self.folder, {name: databases[name]}, {name: brokers[name]}) for name in TABLES]

    def _address(self, service: str, port: int) -> str:
        return on_port(address_of(self.database.server.url, self._names[service]), port)


def on_port(url: str, port: int) -> str:
    """The same address on a port of the loopback."""
    parts = urlsplit(url)
    who = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{who}@127.0.0.1:{port}"))
