"""A gateway in a process of its own, with two people who may sign in; the other services are away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import sqlalchemy as sa

from deploy.host.processes import free_port
from deploy.operator.notice_of_demo import NOTICE_OF_A_DEMO
from services.gateway.adapters.passwords import Argon2Passwords
from services.gateway.adapters.records import SqlRecords
from services.gateway.domain.account import Account
from shared.contracts.vocabulary import Language

PASSWORD = "kaarnan ranta ja laituri"
PEOPLE = ANNA, OTTO = ("anna.lehtori", "otto.lehtori")


@dataclass
class Gateway:
    """A running gateway."""

    url: str
    env: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path

    def client(self) -> httpx.Client:
        """A browser that does not follow."""
        return httpx.Client(base_url=self.url, trust_env=False, timeout=10)

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def started(env: dict[str, str], log: Path, within: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """A process that serves the gateway alone, run by the command ``within`` where one is given."""
    with log.open("ab") as file:
        command = [*within, sys.executable, "-m", "deploy", "run", "gateway"]
        return subprocess.Popen(command, env={**os.environ, **env}, stdout=file, stderr=file)


@contextmanager
def running(env: dict[str, str], log: Path, within: Sequence[str] = ()) -> Iterator[Gateway]:
    """A gateway that answers, until the end."""
    process = started(env, log, within)
    gateway = Gateway(env["HYKE_PUBLIC_URL"], env, process, log)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{gateway.url}/login", trust_env=False)
            break
        except httpx.TransportError:
            time.sleep(0.05)
    try:
        yield gateway
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def told(database_url: str, folder: Path) -> dict[str, str]:
    """The settings of a gateway in whose database two people have accounts."""
    engine = sa.create_engine(database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for username in PEOPLE:
            account = Account(uuid4(), username, uuid4(), "lecturer", Language.FI)
            assert SqlRecords(connection).accounts.add(account, Argon2Passwords().hash(PASSWORD))
    port = free_port()
    return {
        **NOTICE_OF_A_DEMO,
        "HYKE_STACK": "kaarna",
        "HYKE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HYKE_SECRET_KEY": "s" * 32,
        "HYKE_LINK_SECRET": "l" * 32,
        "DATABASE_URL": database_url,
        "AMQP_URL": f"inprocess://{folder}/broker.sqlite",
        "HTTP_PORT": str(port),
        "OPS_PORT": str(free_port()),
        "MAILBOX_URL": "",
    }
