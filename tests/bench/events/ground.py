"""The servers of the bench, started and ended by it unless DATABASE_URL and AMQP_URL name others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from deploy.databases.embedded_postgres import start_postgres
from deploy.databases.provision import plain
from tests.bench.events.program import Place
from tests.conftest import address_of, create_database, drop_database
from tests.servers import Rabbit

# Commits reach the disk as in production, and tell when they happened.
POSTGRES = ("track_commit_timestamp=on", "shared_buffers=256MB", "max_wal_size=4GB", "checkpoint_timeout=1h")
SIDES = ("producer", "consumer")


class GroundError(Exception):
    """The servers cannot serve the bench; the message says why."""


@dataclass(frozen=True)
class Ground:
    """A PostgreSQL where we may make databases and a RabbitMQ whose queues of ours we may delete."""

    postgres: str
    amqp: str

    @contextmanager
    def place(self, name: str) -> Iterator[Place]:
        """Two new databases, dropped at the end, and the broker."""
        names = [f"bench_{name}_{side}_{os.getpid()}" for side in SIDES]
        try:
            for database in names:
                create_database(self.postgres, database)
            producer, consumer = (plain(address_of(self.postgres, database)) for database in names)
            yield Place(producer, consumer, self.amqp)
        finally:
            for database in names:
                drop_database(self.postgres, database)


@contextmanager
def ground() -> Iterator[Ground]:
    """The servers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="hyke-bench-")))
        folder.chmod(0o755)  # PostgreSQL may run as somebody else
        yield Ground(checked(_postgres(stack, folder)), _rabbit(stack, folder))


def checked(url: str) -> str:
    """The address; GroundError where the server does not keep what the bench reads."""
    with psycopg.connect(plain(url)) as connection:
        found = connection.execute("SHOW track_commit_timestamp").fetchone()
    if found != ("on",):
        raise GroundError("The bench reads when transactions committed: set track_commit_timestamp = on in PostgreSQL.")
    return url


def _postgres(stack: ExitStack, folder: Path) -> str:
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    server = start_postgres(folder / "postgres", options=POSTGRES)
    stack.callback(server.stop)
    return server.url


def _rabbit(stack: ExitStack, folder: Path) -> str:
    given = os.environ.get("AMQP_URL")
    if given:
        return given
    broker = Rabbit(folder / "rabbit")
    stack.callback(broker.stop)
    broker.start()
    return broker.url
