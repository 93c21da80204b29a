"""The two processes of a program, and what they cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from select import select
from typing import Self

from tests.bench.events.program import Task
from tests.bench.events.roster import Row

READY = b"ready\n"
READY_SECONDS = 30.0
END_SECONDS = 15.0


class ProcessEnded(Exception):
    """A process of a program ended by itself, or never became ready; the message has its last words."""


class Child(AbstractContextManager["Child"]):
    """One process; ended in good order when the context is left."""

    def __init__(self, row: Row, side: str, task: Task, log: Path) -> None:
        self._what = f"{row.name}, {side}"
        self._log = log
        command = [sys.executable, "-W", "ignore", "-m", row.host, row.module, side, task.written()]
        with log.open("ab") as words:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words)

    def __exit__(self, *_: object) -> None:
        self.end()

    def await_ready(self) -> Self:
        """Wait until it says so."""
        assert self._process.stdout is not None
        said, deadline = b"", time.monotonic() + READY_SECONDS
        while READY not in said:
            if select([self._process.stdout], [], [], 0.1)[0]:
                said += os.read(self._process.stdout.fileno(), 4096)
            self.check()
            if time.monotonic() > deadline:
                self._process.send_signal(signal.SIGUSR1)  # it writes where it stands
                time.sleep(0.5)
                raise ProcessEnded(f"{self._what} is not ready after {READY_SECONDS:g} s: {self.words()}")
        return self

    def go(self) -> None:
        """Give the word."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")
        self._process.stdin.flush()

    def check(self) -> None:
        """Fail if it has ended."""
        if self._process.poll() is not None:
            raise ProcessEnded(f"{self._what} ended with {self._process.returncode}: {self.words()}")

    def cpu(self) -> float:
        """Seconds of processor time that the whole process, all threads, has used so far."""
        return time.clock_gettime(_cpu_clock(self._process.pid))

    def end(self) -> None:
        """Tell it to end, and wait; by force when it does not."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise ProcessEnded(f"{self._what} did not end within {END_SECONDS:g} s") from None
        finally:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def words(self) -> str:
        """What it wrote to standard error, the end of it."""
        return self._log.read_text(errors="replace")[-3000:].strip()


def _cpu_clock(pid: int) -> int:
    # What clock_getcpuclockid(3) gives for another process on Linux; Python has no door to it.
    return (~pid << 3) | 2
