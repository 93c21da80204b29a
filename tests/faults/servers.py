"""The private servers of the fault suite: a PostgreSQL that keeps what it committed, and brokers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGQUIT, Signals
from urllib.parse import urlsplit

from deploy.databases.embedded_postgres import Postgres, start_postgres
from deploy.host.processes import is_alive, wait_for
from tests.faults.nursery import Nursery
from tests.rabbit_container import given_container
from tests.servers import OwnRabbit, Rabbit, greets

# A server that is killed keeps its commits as long as the machine lives; what is not on disk is in the kernel.
KEEPS_COMMITS = ("fsync=off", "full_page_writes=off", "max_connections=120")


class Database:
    """A PostgreSQL that may be restarted; it comes back on another port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.server: Postgres = start_postgres(folder, options=KEEPS_COMMITS)
        self.followers: list[Callable[[], None]] = []  # called once it is on another port

    def restart(self, kind: Signals) -> None:
        """End it, in good order (SIGINT) or at once (SIGQUIT), and start it again."""
        os.kill(self.server.pid, kind)
        if not wait_for(lambda: not is_alive(self.server.pid), 20):
            raise RuntimeError("PostgreSQL did not end")
        self.server = start_postgres(self._folder, options=KEEPS_COMMITS)
        for follow in self.followers:
            follow()

    def close(self) -> None:
        """End it."""
        self.server.stop()


FULL = "full"  # the name of the policy that makes a queue small
KINDS = (SIGINT, SIGQUIT)


@dataclass
class BrokerServer:
    """A RabbitMQ: a given one, or one of our own that can be restarted and commanded."""

    url: str
    rabbit: OwnRabbit | None = None

    @property
    def port(self) -> int:
        """Where it takes connections."""
        return urlsplit(self.url).port or 5672

    def heal(self) -> None:
        """Run, without policies and with memory, if it is our own."""
        if self.rabbit is None:
            return
        if not greets(self.port):
            self.rabbit.kill()
            self.rabbit.start()
        self.control("set_vm_memory_high_watermark", "0.6")
        if FULL in self.control("list_policies"):
            self.control("clear_policy", FULL)

    def control(self, *command: str) -> str:
        """Run rabbitmqctl on our own."""
        if self.rabbit is None:
            raise RuntimeError("a given broker is not ours to command")
        return self.rabbit.control(*command)


class Servers:
    """Starts each server when it is first asked for."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hyke-faults-"))
        self.folder.chmod(0o755)
        self._database: Database | None = None
        self._broker: BrokerServer | None = None
        self._nursery: Nursery | None = None
        self._closing: list[Callable[[], None]] = []

    def database(self) -> Database:
        """The PostgreSQL."""
        if self._database is None:
            self._database = Database(self.folder / "postgres")
            self._closing.append(self._database.close)
        return self._database

    def broker(self) -> BrokerServer:
        """The RabbitMQ at AMQP_URL, else our own."""
        if self._broker is None:
            given = os.environ.get("AMQP_URL")
            self._broker = BrokerServer(given, given_container()) if given else self._own_broker()
        return self._broker

    def nursery(self) -> Nursery:
        """What starts processes of services."""
        if self._nursery is None:
            self._nursery = Nursery()
            self._closing.append(self._nursery.close)
        return self._nursery

    def close(self) -> None:
        """End all of them, and forget their data."""
        while self._closing:
            self._closing.pop()()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _own_broker(self) -> BrokerServer:
        rabbit = Rabbit(self.folder / "rabbit")
        rabbit.start()
        self._closing.append(rabbit.stop)
        return BrokerServer(rabbit.url, rabbit)


def is_broker_foreign() -> bool:
    """Whether the broker is a given one, which is not ours to stop and command."""
    return bool(os.environ.get("AMQP_URL")) and given_container() is None


@contextmanager
def servers() -> Iterator[Servers]:
    """Servers, ended at the end."""
    some = Servers()
    try:
        yield some
    finally:
        some.close()
