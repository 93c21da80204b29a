"""Measures the demo as its user feels it: first page, alert, idle (make bench-demo)."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from deploy.host.processes import HOST, free_port, wait_for
from deploy.scenario.api import Api
from tests.e2e.browser import DESKTOP, PHONE, chromium, context, sign_in
from tests.e2e.stage import USERNAMES, Conversation, conversation
from tests.e2e.worlds import Process, start_demo, status_of
from tests.servers import unwind_at_sigterm

STARTS, ALERTS, IDLE = 3, 5, 30.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """A measured figure beside its goal, both in one unit."""

    what: str
    measured: float
    goal: float
    unit: str

    def __str__(self) -> str:
        verdict = "reached" if self.measured <= self.goal else "NOT reached"
        return f"  {self.what:<62}{self.measured:8.2f} {self.unit:<3} (goal ≤ {self.goal:g}) {verdict}"


def main() -> int:
    """Print every figure beside its goal; 1 when one is not reached."""
    unwind_at_sigterm()
    with TemporaryDirectory() as folder:
        figures = [*starts(Path(folder)), *in_use(Path(folder))]
    print(*figures, sep="\n")
    return int(any(figure.measured > figure.goal for figure in figures))


def starts(folder: Path) -> Iterator[Figure]:
    """From the command to the first page: the first start, which makes the databases, and later ones."""
    first = [first_page(folder / f"demo-{number}") for number in range(STARTS)]
    later = [first_page(folder / "demo-0") for _ in range(STARTS)]
    yield Figure("first start to the first page, median", statistics.median(first), 8, "s")
    yield Figure("a later start to the first page, median", statistics.median(later), 8, "s")


def first_page(folder: Path) -> float:
    """Seconds until the front page is answered; the demo is stopped once it has said its address."""
    port, ops_port = free_port(), free_port()
    began = time.monotonic()
    process = Process(
        ["demo", f"--folder={folder}", f"--port={port}"], {"OPS_PORT": str(ops_port)}, folder.with_suffix(".out")
    )
    try:
        if not wait_for(lambda: status_of(f"http://{HOST}:{port}/") == 200, 60):
            raise RuntimeError(process.said())
        seconds = time.monotonic() - began
        process.await_that(lambda: "Ctrl-C" in process.said(), "the sample is in")
        return seconds
    finally:
        process.end()


def in_use(folder: Path) -> Iterator[Figure]:
    """The alert on an open page, and what the process takes when nobody does anything."""
    port, ops_port = free_port(), free_port()
    process = start_demo(folder / "demo-1", port, ops_port)
    try:
        api = Api(f"http://{HOST}:{port}")
        with chromium() as browser:
            seconds = [alert_seconds(browser, api, f"http://{HOST}:{port}") for _ in range(ALERTS)]
        yield Figure(
            "click on stress 5 to the alert on the lecturer's page, median", statistics.median(seconds), 1, "s"
        )
        yield Figure("… the slowest", max(seconds), 1, "s")
        time.sleep(5)
        yield Figure(f"idle for {IDLE:g} s, of one core", idle(process.process.pid), 3, "%")
        yield Figure("resident memory of the process", resident(process.process.pid), 350, "MB")
    finally:
        process.end()


def alert_seconds(browser: Browser, api: Api, url: str) -> float:
    """From the click on the client's phone to the band on the lecturer's open page, without a reload."""
    talk = conversation(api)
    lecturer, phone = (context(browser, url, "fi", size).new_page() for size in (DESKTOP, PHONE))
    sign_in(lecturer, USERNAMES[talk.booked.lecturer_name])
    phone.goto(f"{url}/f/{talk.student.self_fill(talk.session_id).headers['X-Hyke-Link']}/stress")
    phone.check("input[name=level][value='5']", force=True)
    lecturer.wait_for_timeout(500)
    shown = band_of(lecturer, talk)
    before = shown()
    began = time.monotonic()
    phone.click("main form button[type=submit]", no_wait_after=True)
    while shown() == before:
        if time.monotonic() - began > 30:
            raise RuntimeError("no alert within 30 s")
        lecturer.wait_for_timeout(5)
    seconds = time.monotonic() - began
    lecturer.context.close()
    phone.context.close()
    return seconds


def band_of(page: Page, talk: Conversation) -> Callable[[], int]:
    """Counts the alerts that the page's band shows."""
    return lambda: page.locator(f"#alerts a[href*='{talk.session_id}']").count()


def idle(pid: int) -> float:
    """Percent of one core that the process takes."""
    before = ticks(pid)
    time.sleep(IDLE)
    return 100 * (ticks(pid) - before) / TICKS / IDLE


def ticks(pid: int) -> int:
    """Processor time of the process so far, in clock ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def resident(pid: int) -> float:
    """Resident memory in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    sys.exit(main())
