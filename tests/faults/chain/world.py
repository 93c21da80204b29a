"""The services in processes that can be killed and started again: one each, or one for all."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.host.processes import HOST, free_port
from deploy.host.service_discovery import service_names
from tests.e2e.worlds import Process, is_ready, separate_environment
from tests.faults.chain.plan import BROKER
from tests.servers import OwnRabbit

Databases = Mapping[str, str]
"""The address of each service's migrated database, as one who may see and do everything in it."""


@dataclass
class World:
    """Running services; whoever is killed is started again with the same settings and data."""

    env: Mapping[str, str]
    databases: Databases
    folder: Path
    ports: Mapping[str, int]  # of health and metrics, by process: a service's name, or "all"
    broker: OwnRabbit | None = None
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the pages and the API are."""
        return self.env["HYKE_PUBLIC_URL"]

    @property
    def mails(self) -> Path:
        """Where the mailbox keeps its mails."""
        return self.folder / "mail"

    def start_all(self) -> None:
        """Start every process; RuntimeError when one is not ready in time."""
        for name in self.ports:
            self.start(name)
        for name, port in self.ports.items():
            self.processes[name].await_that(_readiness(f"http://{HOST}:{port}"), f"{name} is ready")

    def process_of(self, victim: str) -> str:
        """The name of the process that a service, or the broker, is in."""
        return victim if victim in self.ports or victim == BROKER else "all"

    def strike(self, name: str) -> float:
        """Kill a process, start it again at once, and return the instant of the kill."""
        if name == BROKER:
            return self._strike_broker()
        struck = self.processes[name].process
        os.kill(struck.pid, signal.SIGKILL)
        at = time.time()
        struck.wait()
        self.start(name)
        return at

    def start(self, name: str) -> None:
        """Start a process, without waiting for it."""
        env = {**self.env, "OPS_PORT": str(self.ports[name])}
        self.processes[name] = Process(["run", name], env, self.folder / f"{name}.log")

    def end(self) -> None:
        """End every process in good order."""
        for process in self.processes.values():
            process.process.terminate()
        for process in self.processes.values():
            process.end()

    def raise_fallen(self) -> list[str]:
        """Start the processes again that ended though nobody killed them, and tell their last words."""
        fallen = [name for name, process in self.processes.items() if process.process.poll() is not None]
        told = [f"{name}: {self.processes[name].said()[-1500:]}" for name in fallen]
        for name in fallen:
            self.start(name)
        return told

    def _strike_broker(self) -> float:
        assert self.broker is not None
        self.broker.kill()
        at = time.time()
        self.broker.start()
        return at


@contextmanager
def separate(databases: Databases, broker: OwnRabbit, folder: Path) -> Iterator[World]:
    """A process for each service, with RabbitMQ between them."""
    ports = {name: free_port() for name in service_names()}
    with _running(World(_environment(databases, broker.url), databases, folder, ports, broker)) as world:
        yield world


@contextmanager
def together(databases: Databases, folder: Path) -> Iterator[World]:
    """One process for all services, with the broker inside."""
    env = _environment(databases, f"inprocess://{folder}/broker.sqlite")
    with _running(World(env, databases, folder, {"all": free_port()})) as world:
        yield world


@contextmanager
def _running(world: World) -> Iterator[World]:
    smtp, http = world.env["SMTP_URL"].rpartition(":")[2], world.env["MAILBOX_URL"].rpartition(":")[2]
    arguments = ["mailbox", f"--folder={world.mails}", f"--smtp-port={smtp}", f"--http-port={http}"]
    mailbox = Process(arguments, world.env, world.folder / "mailbox.log")
    try:
        world.start_all()
        yield world
    finally:
        world.end()
        mailbox.end()


def _environment(databases: Databases, amqp_url: str) -> dict[str, str]:
    env = separate_environment("postgresql+psycopg://nobody@127.0.0.1/none", amqp_url, *(free_port() for _ in range(3)))
    named = {f"{name.upper()}_DATABASE_URL": url for name, url in databases.items()}
    return env | named | {"HYKE_STACK": "chain", "HYKE_SECRET_KEY": secrets.token_hex(32), "LOG_LEVEL": "WARNING"}


def _readiness(url: str) -> Callable[[], bool]:
    return lambda: is_ready(url)
