"""A page that asks one, three or six services: ours, over plain HTTP, and with nameko's client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from time import perf_counter

from deploy.host.processes import HOST, free_port
from tests.bench.asking.page import right_values
from tests.bench.asking.stack import SERVICES
from tests.bench.ground import Ground
from tests.bench.programs import Program
from tests.bench.rounds import Rounds

PACKAGE = "tests.bench.asking"
OURS, REQUESTS, HTTPX, NAMEKO = "ours", "HTTP, requests", "HTTP, httpx", "nameko ClusterRpcClient"
SIZES = (1, 3, 6)
TIMES = {OURS: 400, REQUESTS: 400, HTTPX: 400, NAMEKO: 40}


def pages(ground: Ground, rounds: int) -> dict[int, Rounds]:
    """For each number of services, the microseconds of each rival's pages."""
    found = {size: Rounds() for size in SIZES}
    with servers(ground) as ports:
        for name, port in ports.items():
            times_of(port, SIZES[-1], TIMES[name] // 4)  # warm
        for _ in range(rounds):
            for size in SIZES:
                for name, port in ports.items():
                    found[size].add(name, times_of(port, size, TIMES[name]))
    return found


def times_of(port: int, size: int, times: int) -> list[int]:
    """The microseconds of each of so many pages, over one kept connection; AssertionError when one is wrong."""
    connection = HTTPConnection(HOST, port, timeout=30)
    micros = []
    for number in range(times):
        began = perf_counter()
        connection.request("GET", f"/{size}/{number}")
        answer = connection.getresponse()
        body = answer.read()
        micros.append(int((perf_counter() - began) * 1e6))
        shown = [each["value"] for each in json.loads(body)] if answer.status == 200 else body
        if shown != right_values(size, number):
            raise AssertionError(f"page {number} of {size} services: {answer.status} {shown!r}")
    connection.close()
    return micros


@contextmanager
def servers(ground: Ground) -> Iterator[dict[str, int]]:
    """The port of each rival's page, its services running, each in a process of its own."""
    database_url, amqp_url = ground.database_url, ground.amqp_url
    with ExitStack() as running:

        def run(module: str, *arguments: object) -> None:
            running.enter_context(Program(f"{PACKAGE}.{module}", *map(str, arguments)))

        def page(module: str, *arguments: object) -> int:
            port = free_port()
            run(module, port, *arguments)
            return port

        http = []
        for service in SERVICES:
            run("ours_service", service, database_url, amqp_url)
            run("nameko_service", f"nameko_{service}", database_url, amqp_url)
            http.append(page("http_service", database_url))
        yield {
            OURS: page("ours_page", database_url, amqp_url),
            REQUESTS: page("http_page", "requests", *http),
            HTTPX: page("http_page", "httpx", *http),
            NAMEKO: page("nameko_page", amqp_url),
        }
