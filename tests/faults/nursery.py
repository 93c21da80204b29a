"""Starts hosts in a moment: one process has imported everything and forks a child for each.

A child is a process like any other: it has its own pid, and dies of kill -9 without a word.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from json import dumps, loads
from typing import Any


class Child:
    """A host's process."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)
        self._status: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self._status is None and not select.select([self._descriptor], [], [], 0)[0]

    def signal(self, kind: signal.Signals) -> None:
        """Send it a signal, if it is there."""
        if self.is_running:
            signal.pidfd_send_signal(self._descriptor, kind)

    def wait(self, within: float) -> int:
        """Its exit status, negative for a signal; TimeoutError if it lives on."""
        if self._status is None:
            if not select.select([self._descriptor], [], [], within)[0]:
                raise TimeoutError(f"process {self.pid} does not end")
            self._status = int(self._nursery.ask(wait=self.pid))
            os.close(self._descriptor)
        return self._status


class Nursery:
    """The process that forks, as the suite sees it."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, plan: dict[str, object], log: str) -> Child:
        """A new host, which writes to this log."""
        return Child(self, int(self.ask(plan=plan, log=log)))

    def ask(self, **order: object) -> str:
        """What it answers to an order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that starts hosts has ended")
        return answer

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def serve() -> None:
    """Fork and wait for children, as ordered line by line."""
    from eventlet import patcher

    from tests.faults import host, play  # noqa: F401 - imported once, for all children

    unpatched: Any = patcher.original("os")
    alive: set[int] = set()
    for line in sys.stdin:
        order = loads(line)
        if "wait" in order:
            status = unpatched.waitpid(order["wait"], 0)[1]
            alive.remove(order["wait"])
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = unpatched.fork()
        if pid == 0:
            become_host(order)
        alive.add(pid)
        print(pid, flush=True)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


def become_host(order: dict[str, Any]) -> None:
    """Be the host of the order's plan, until its end."""
    import random

    from tests.faults.host import run
    from tests.faults.plan import Plan

    with open(order["log"], "ab") as log, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    random.seed()
    status = 1
    try:
        status = run(Plan(**order["plan"]))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    from deploy.host.eventlet_patch import make_green

    make_green()
    serve()
