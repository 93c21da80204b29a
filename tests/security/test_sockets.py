"""No number of sockets ends the gateway or keeps people out, with 1024 files at most and no garbage collected."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from deploy.host.processes import wait_for
from shared.http_server.connections import raise_open_files
from tests.conftest import FreshDatabase, address_of, create_database, drop_database
from tests.integration.gateway_stand import ANNA, OTTO, PASSWORD, Gateway, running, told

OPEN_FILES = 1024
CEILING = 60.0
_CONFINED = f"""
import gc, os, resource, runpy, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({OPEN_FILES}, {OPEN_FILES}))
gc.disable()
sys.argv = sys.argv[3:]
runpy.run_module("deploy", run_name="__main__", alter_sys=True)
"""


@pytest.fixture(scope="module")
def gateway(
    postgres_url: str, migrated_template: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway that may open few files and whose garbage stays, so that what holds a descriptor is seen."""
    raise_open_files()
    name, folder = f"hyke_sockets_{os.getpid()}", tmp_path_factory.mktemp("sockets")
    create_database(postgres_url, name, migrated_template("gateway"))
    confined = [sys.executable, "-c", _CONFINED]
    with running(told(address_of(postgres_url, name), folder), folder / "log", confined) as made:
        yield made
    drop_database(postgres_url, name)


def is_answering(gateway: Gateway) -> bool:
    """Whether the sign-in page comes soon."""
    try:
        return httpx.get(f"{gateway.url}/login", trust_env=False, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def token(gateway: Gateway, username: str = ANNA) -> str:
    """A bearer token."""
    with gateway.client() as client:
        answer = client.post("/api/v1/login", json={"username": username, "password": PASSWORD})
    return str(answer.json()["token"])


def connected(gateway: Gateway) -> socket.socket:
    """A connection without a byte."""
    return socket.create_connection(("127.0.0.1", int(gateway.env["HTTP_PORT"])), timeout=10)


def stream(gateway: Gateway, of: str) -> socket.socket:
    """An open stream whose first words have come."""
    wire = connected(gateway)
    wire.sendall(f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {of}\r\n\r\n".encode())
    said = b""
    while b"still here" not in said:
        part = wire.recv(4096)
        assert part, said
        said += part
    return wire


def files_of(gateway: Gateway) -> int:
    """How many files the gateway has open."""
    return len(list(Path(f"/proc/{gateway.process.pid}/fd").iterdir()))


def test_two_thousand_idle_connections_keep_nobody_out(gateway: Gateway) -> None:
    with ExitStack() as stack:
        for _ in range(2000):
            stack.enter_context(connected(gateway))

        assert wait_for(lambda: is_answering(gateway), CEILING)
        assert gateway.process.poll() is None
    assert "no file can be opened" not in gateway.log.read_text()


def test_two_thousand_streams_opened_and_closed_leave_nothing_open(gateway: Gateway) -> None:
    mine = token(gateway)
    stream(gateway, mine).close()
    assert wait_for(lambda: is_answering(gateway), CEILING)
    before = files_of(gateway)

    for number in range(2000):
        opened = stream(gateway, mine)
        if number % 2:  # as a page does whose computer goes away: with a reset, not in good order
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        opened.close()

    assert wait_for(lambda: files_of(gateway) <= before + 2, CEILING), files_of(gateway)
    assert is_answering(gateway)
    assert gateway.process.poll() is None


def test_a_student_who_opens_streams_without_end_ends_only_their_own(gateway: Gateway) -> None:
    mine, theirs = token(gateway), token(gateway, OTTO)
    with ExitStack() as stack:
        kept = stack.enter_context(stream(gateway, mine))
        for _ in range(300):
            stack.enter_context(stream(gateway, theirs))

        stack.enter_context(stream(gateway, mine))
        assert b"replaced" not in said_by(kept)


def said_by(wire: socket.socket) -> bytes:
    """What has come and was not read yet, of a stream that must be open."""
    wire.setblocking(False)
    said = b""
    with suppress(BlockingIOError):
        while part := wire.recv(4096):
            said += part
        pytest.fail("the stream was ended")
    return said
