"""The servers that a bench runs on: a PostgreSQL that syncs to disk and a RabbitMQ, both thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.databases.embedded_postgres import start_postgres
from tests.servers import Rabbit

POSTGRES = ("shared_buffers=256MB", "max_wal_size=4GB")


@dataclass(frozen=True)
class Ground:
    """Where the servers are."""

    database_url: str
    amqp_url: str
    rabbit_pid: int


@contextmanager
def ground() -> Iterator[Ground]:
    """Running servers."""
    with TemporaryDirectory(prefix="hyke-bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)  # PostgreSQL gives up the superuser's rights
        postgres, rabbit = start_postgres(place / "postgres", options=POSTGRES), Rabbit(place / "rabbit")
        try:
            rabbit.start()
            yield Ground(postgres.url, rabbit.url, rabbit.running[-1].pid)
        finally:
            rabbit.stop()
            postgres.stop()
