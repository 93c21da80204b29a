"""Programs that a bench runs beside itself: each takes an order a line and answers each with a line of JSON."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

READY = {"ready": True}


class Program:
    """A module run in a process of its own until this context ends; ready when the constructor returns."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.module = module
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hear()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def order(self, **order: Any) -> Any:
        """Its answer to an order."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.module} ended with {self._process.wait()}")
        return json.loads(line)


def orders() -> Iterator[dict[str, Any]]:
    """In such a program: say that it is ready, then each order until there are no more; greenlets run meanwhile."""
    told = os.fdopen(os.dup(0), "rb", buffering=0)
    answer(READY)
    while True:
        select.select([told], [], [])
        line = told.readline()
        if not line:
            return
        yield json.loads(line)


def answer(found: Any) -> None:
    """In such a program: answer the order."""
    print(json.dumps(found), flush=True)


def resident(pid: int) -> float:
    """Resident memory of a process and its descendants in MB."""
    return sum(_own(each) for each in (pid, *_descendants(pid)))


def _own(pid: int) -> float:
    lines = _text(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):  # of a descendant that has just ended
        return ""


def _descendants(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _text(children).split():
            yield int(child)
            yield from _descendants(int(child))
