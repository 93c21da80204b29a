"""Measures how the demo stands up to strangers where it may open 1024 files (make bench-doors)."""

from __future__ import annotations

import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from deploy.demo.sample.data import PASSWORD, university
from deploy.host.processes import HOST, free_port, wait_for
from deploy.scenario.api import Api
from shared.http_server.connections import raise_open_files
from tests.bench.demo import Figure
from tests.e2e.worlds import Process
from tests.servers import unwind_at_sigterm

OPEN_FILES, IDLE, STREAMS, SIGN_INS, SEARCHERS = 1024, 2000, 2000, 50, 40
SPAN = "/api/v1/free-times?from_at=2026-01-01T00:00:00Z&until_at=2036-01-01T00:00:00Z"
STUDENT = "iida.rautio"


def main() -> int:
    """Print every figure beside its goal; 1 when one is not reached."""
    unwind_at_sigterm()
    raise_open_files()
    with TemporaryDirectory() as folder, confined(Path(folder) / "demo") as (process, port):
        url = f"http://{HOST}:{port}"
        figures = [*sockets(url, port), *crowds(url)]
        if process.process.poll() is not None:
            raise RuntimeError(process.said())
    print(*figures, sep="\n")
    return int(any(figure.measured > figure.goal for figure in figures))


@contextmanager
def confined(folder: Path) -> Iterator[tuple[Process, int]]:
    """The demo with its sample, which may open few files from its first moment on."""
    port = free_port()
    arguments = ["demo", f"--folder={folder}", f"--port={port}"]
    process = Process(arguments, {"OPS_PORT": str(free_port())}, folder.with_suffix(".out"))
    resource.prlimit(process.process.pid, resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    try:
        process.await_that(lambda: "Ctrl-C" in process.said(), "the demo starts")
        yield process, port
    finally:
        process.end()


def sockets(url: str, port: int) -> Iterator[Figure]:
    """How soon a page is answered while, and after, somebody opens all that they can."""
    with ExitStack() as stack:
        for _ in range(IDLE):
            stack.enter_context(socket.create_connection((HOST, port), timeout=10))
        yield Figure(f"{IDLE} idle connections: a page after", until_answered(url), 10, "s")
    token = Api(url).sign_in(STUDENT, PASSWORD).headers["Authorization"]
    for _ in range(STREAMS):
        opened(port, token).close()
    yield Figure(f"{STREAMS} streams opened and closed: a page after", until_answered(url), 10, "s")


def opened(port: int, token: str) -> socket.socket:
    """An open stream."""
    wire = socket.create_connection((HOST, port), timeout=10)
    wire.sendall(f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())
    wire.recv(100)
    return wire


def crowds(url: str) -> Iterator[Figure]:
    """The slowest page of somebody else while many sign in, and while many search for free times."""

    people = cycle(person["username"] for person in university()["people"])

    def sign_in(_: int) -> None:
        body = {"username": next(people), "password": PASSWORD}
        httpx.post(f"{url}/api/v1/login", json=body, trust_env=False, timeout=60).raise_for_status()

    yield Figure(f"the slowest page during {SIGN_INS} sign-ins", slowest_while(url, sign_in, SIGN_INS, 1), 0.5, "s")

    def search(_: int) -> None:
        httpx.get(f"{url}{SPAN}", trust_env=False, timeout=60).raise_for_status()

    yield Figure(f"… while {SEARCHERS} search for free times", slowest_while(url, search, SEARCHERS, 20), 1, "s")


def slowest_while(url: str, act: Callable[[int], None], many: int, times: int) -> float:
    """Seconds that the slowest page took while so many did something so many times."""
    coordinator = Api(url).sign_in("maarit.ojala", PASSWORD)
    slowest, is_over = 0.0, threading.Event()

    def look() -> float:
        nonlocal slowest
        with httpx.Client(base_url=url, headers=dict(coordinator.headers), trust_env=False, timeout=60) as client:
            while not is_over.is_set():
                began = time.monotonic()
                client.get("/api/v1/people").raise_for_status()
                slowest = max(slowest, time.monotonic() - began)
                time.sleep(0.02)
        return slowest

    with ThreadPoolExecutor(many + 1) as pool:
        looking = pool.submit(look)
        try:
            list(pool.map(act, range(many * times)))
        finally:
            is_over.set()
        return looking.result()


def until_answered(url: str) -> float:
    """Seconds until the front page is answered."""
    began = time.monotonic()
    if not wait_for(lambda: is_answered(url), 60):
        raise RuntimeError("no page within 60 s")
    return time.monotonic() - began


def is_answered(url: str) -> bool:
    """Whether the front page comes soon."""
    try:
        return httpx.get(url, trust_env=False, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    sys.exit(main())
