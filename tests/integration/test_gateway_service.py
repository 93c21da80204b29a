"""The gateway's real service: its process, its database, its HTTP; the other services are away."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from deploy.host.processes import wait_for
from tests.conftest import FreshDatabase, address_of, create_database, drop_database
from tests.integration.gateway_stand import ANNA, OTTO, PASSWORD, PEOPLE, Gateway, running, started, told


@pytest.fixture(scope="module")
def gateway(
    postgres_url: str, migrated_template: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A running gateway for the tests that leave it running."""
    name, folder = f"hyke_gateway_{os.getpid()}", tmp_path_factory.mktemp("gateway")
    create_database(postgres_url, name, migrated_template("gateway"))
    with running(told(address_of(postgres_url, name), folder), folder / "log") as made:
        yield made
    drop_database(postgres_url, name)


@pytest.fixture
def env(fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of a gateway of the test's own, beside another that makes the stack's account of events.

    Its stop would wait for an account that it makes itself, and an account for the services that are away.
    """
    found = told(fresh_database("gateway"), tmp_path)
    with sa.create_engine(found["DATABASE_URL"], poolclass=sa.NullPool).connect() as other:
        other.exec_driver_sql("SELECT pg_advisory_lock(hashtextextended('reconcile_events', 0))")
        yield found


@pytest.fixture
def own(env: dict[str, str], tmp_path: Path) -> Iterator[Gateway]:
    """A running gateway of the test's own."""
    with running(env, tmp_path / "log") as made:
        yield made


def sign_in(client: httpx.Client) -> httpx.Response:
    """Sign in by the form."""
    page = client.get("/login").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post("/login", data={"csrf_token": token, "username": ANNA, "password": PASSWORD})


def test_people_sign_in_over_real_http_and_the_sign_in_outlives_the_process(own: Gateway, tmp_path: Path) -> None:
    with own.client() as browser:
        assert sign_in(browser).status_code == 303
        assert own.stop() == 0
        with running(own.env, tmp_path / "log"):
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


@pytest.mark.parametrize(
    "line", [b"GET /c/a-secret-token HTTP/9.9", b"GET /c/a-secret-token now HTTP/1.1", b"/c/a-secret-token"]
)
def test_a_request_line_that_is_none_leaves_no_private_link_in_the_log(gateway: Gateway, line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(gateway.env["HTTP_PORT"])), timeout=5) as wire:
        wire.sendall(line + b"\r\nHost: localhost\r\n\r\n")
        assert wire.recv(65536)
    assert httpx.get(f"{gateway.url}/login", trust_env=False).status_code == 200
    assert "a-secret-token" not in gateway.log.read_text(encoding="utf-8")


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


def test_a_stop_ends_open_streams_and_finishes_what_is_in_hand(own: Gateway) -> None:
    with own.client() as client, ThreadPoolExecutor(2) as pool:
        token = client.post("/api/v1/login", json={"username": ANNA, "password": PASSWORD}).json()["token"]
        with client.stream("GET", "/api/v1/stream", headers={"Authorization": f"Bearer {token}"}) as stream:
            parts = stream.iter_bytes()
            next(parts)
            in_hand = pool.submit(httpx.get, f"{own.url}/api/v1/rooms", trust_env=False, timeout=10)
            time.sleep(0.5)
            code = pool.submit(own.stop)
            assert b"".join(parts).count(b"event:") == 0
        assert in_hand.result().status_code == 503
        assert code.result() == 0


def test_tries_sent_side_by_side_are_all_counted(gateway: Gateway) -> None:
    def attempt(_: int) -> int:
        body = {"username": OTTO, "password": "wrong"}
        return httpx.post(f"{gateway.url}/api/v1/login", json=body, trust_env=False, timeout=15).status_code

    with ThreadPoolExecutor(14) as pool:
        statuses = list(pool.map(attempt, range(14)))

    assert set(statuses) == {401, 429}
    assert statuses.count(401) == 10


def test_the_log_has_a_line_for_each_answer_without_addresses_or_secrets(gateway: Gateway) -> None:
    with gateway.client() as browser:
        sign_in(browser)
        browser.get("/nowhere/secret-token-1?x=secret-token-2", headers={"X-Request-ID": "click-12345678"})
    assert wait_for(lambda: '"click-12345678"' in gateway.log.read_text(), 10)

    log = gateway.log.read_text()
    assert "secret-token" not in log
    assert PASSWORD not in log
    assert not any(username in log for username in PEOPLE)
    assert "127.0.0.1 - -" not in log


def test_a_port_in_use_is_named_and_ends_the_process(env: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(env["HTTP_PORT"])))
        taken.listen()
        process = started(env, tmp_path / "log")
        assert process.wait(30) != 0

    assert "in use" in (tmp_path / "log").read_text()
