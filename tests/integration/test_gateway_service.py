"""The gateway's real service: its process, its database, its HTTP; the other services are away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from deploy.processes import free_port
from services.gateway.adapters.passwords import Argon2Passwords
from services.gateway.adapters.records import SqlRecords
from services.gateway.domain.account import Account
from shared.contracts.vocabulary import Language
from tests.conftest import FreshDatabase

PASSWORD = "kaarnan ranta ja laituri"


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


def started(env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A process that serves the gateway alone."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy", "run", "gateway"], env={**os.environ, **env}, stdout=file, stderr=file
        )


@contextmanager
def running(env: dict[str, str], log: Path) -> Iterator[Gateway]:
    """A gateway that answers, until the end."""
    process = started(env, log)
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


@pytest.fixture
def env(fresh_database: FreshDatabase, tmp_path: Path) -> dict[str, str]:
    """The settings of a gateway with an account of its own."""
    url = fresh_database("gateway")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        account = Account(uuid4(), "anna.lehtori", uuid4(), "lecturer", Language.FI)
        assert SqlRecords(connection).accounts.add(account, Argon2Passwords().hash(PASSWORD))
    port = free_port()
    return {
        "HYKE_STACK": "kaarna",
        "HYKE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HYKE_SECRET_KEY": "s" * 32,
        "HYKE_LINK_SECRET": "l" * 32,
        "DATABASE_URL": url,
        "AMQP_URL": f"inprocess://{tmp_path}/broker.sqlite",
        "HTTP_PORT": str(port),
        "OPS_PORT": str(free_port()),
        "MAILBOX_URL": "",
    }


@pytest.fixture
def gateway(env: dict[str, str], tmp_path: Path) -> Iterator[Gateway]:
    """A running gateway."""
    with running(env, tmp_path / "log") as made:
        yield made


def sign_in(client: httpx.Client) -> httpx.Response:
    """Sign in by the form."""
    page = client.get("/login").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post("/login", data={"csrf_token": token, "username": "anna.lehtori", "password": PASSWORD})


def test_people_sign_in_over_real_http_and_the_sign_in_outlives_the_process(gateway: Gateway, tmp_path: Path) -> None:
    with gateway.client() as browser:
        assert sign_in(browser).status_code == 303
        assert gateway.stop() == 0
        with running(gateway.env, tmp_path / "log"):
            assert browser.get("/password").status_code == 200


def test_who_is_not_answered_is_told_in_time_and_told_when_to_try_again(gateway: Gateway) -> None:
    with gateway.client() as client:
        before = time.monotonic()
        answer = client.get("/api/v1/rooms")

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "2"
    assert time.monotonic() - before < 4


def test_waiting_for_one_answer_holds_up_no_other(gateway: Gateway) -> None:
    def rooms(_: int) -> float:
        before = time.monotonic()
        assert httpx.get(f"{gateway.url}/api/v1/rooms", trust_env=False, timeout=15).status_code == 503
        return time.monotonic() - before

    with ThreadPoolExecutor(12) as pool:
        waits = list(pool.map(rooms, range(12)))

    assert max(waits) < 6


def test_one_connection_carries_many_requests(gateway: Gateway) -> None:
    with socket.create_connection(("127.0.0.1", int(gateway.env["HTTP_PORT"])), timeout=5) as wire:
        for _ in range(3):
            wire.sendall(b"GET /static/css/base.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
            head, _, body = received(wire)
            assert head.startswith(b"HTTP/1.1 200")
            assert b"connection: close" not in head.lower()
            assert body


def received(wire: socket.socket) -> tuple[bytes, bytes, bytes]:
    """One answer with its whole body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += wire.recv(65536)
    head, mark, body = data.partition(b"\r\n\r\n")
    length = int(
        next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")).split(b":")[1]
    )
    while len(body) < length:
        body += wire.recv(65536)
    return head, mark, body


def test_a_stop_ends_open_streams_and_finishes_what_is_in_hand(gateway: Gateway) -> None:
    with gateway.client() as client, ThreadPoolExecutor(2) as pool:
        token = client.post("/api/v1/login", json={"username": "anna.lehtori", "password": PASSWORD}).json()["token"]
        with client.stream("GET", "/api/v1/stream", headers={"Authorization": f"Bearer {token}"}) as stream:
            parts = stream.iter_bytes()
            next(parts)
            in_hand = pool.submit(httpx.get, f"{gateway.url}/api/v1/rooms", trust_env=False, timeout=10)
            time.sleep(0.5)
            code = pool.submit(gateway.stop)
            assert b"".join(parts).count(b"event:") == 0
        assert in_hand.result().status_code == 503
        assert code.result() == 0


def test_tries_sent_side_by_side_are_all_counted(gateway: Gateway) -> None:
    def attempt(_: int) -> int:
        body = {"username": "anna.lehtori", "password": "wrong"}
        return httpx.post(f"{gateway.url}/api/v1/login", json=body, trust_env=False, timeout=15).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(attempt, range(12)))

    assert set(statuses) == {401, 429}
    assert statuses.count(401) == 5


def test_the_log_has_a_line_for_each_answer_without_addresses_or_secrets(gateway: Gateway) -> None:
    with gateway.client() as browser:
        sign_in(browser)
        browser.get("/nowhere/secret-token-1?x=secret-token-2", headers={"X-Request-ID": "click-12345678"})
    gateway.stop()

    log = gateway.log.read_text()
    assert '"click-12345678"' in log
    assert "secret-token" not in log
    assert PASSWORD not in log
    assert "anna.lehtori" not in log
    assert "127.0.0.1 - -" not in log


def test_a_port_in_use_is_named_and_ends_the_process(env: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(env["HTTP_PORT"])))
        taken.listen()
        process = started(env, tmp_path / "log")
        assert process.wait(30) != 0

    assert "in use" in (tmp_path / "log").read_text()
