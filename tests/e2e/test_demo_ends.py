"""`make demo` ends well however it is told to: by Ctrl-C, by Ctrl-C twice, before it has started, by SIGTERM."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.host.processes import free_port, wait_for
from tests.e2e.worlds import ROOT

CTRL_C = b"\x03"


class Made:
    """The demo under a make on a terminal of its own, as a person starts it."""

    def __init__(self, folder: Path) -> None:
        recipe = f"@{sys.executable} -m deploy demo --port {free_port()} --folder {folder / 'demo'}"
        (folder / "Makefile").write_text(f"demo:\n\t{recipe}\n")
        self.said = ""
        self._terminal, theirs = pty.openpty()
        self._make = subprocess.Popen(
            ["setsid", "--ctty", "make", "--file", str(folder / "Makefile"), "demo"],
            cwd=ROOT,
            env={**os.environ, "OPS_PORT": str(free_port())},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        self.pid = self._make.pid
        os.close(theirs)
        os.set_blocking(self._terminal, False)

    def hear(self) -> str:
        """All that it has said so far."""
        with suppress(OSError):
            while part := os.read(self._terminal, 10_000):
                self.said += part.decode(errors="replace")
        return self.said

    def wait_for(self, words: str) -> None:
        """Wait until it says this."""
        assert wait_for(lambda: words in self.hear(), 120), self.said

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._terminal, keys)

    def children(self) -> list[int]:
        """The processes that make has started."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def end(self) -> int:
        """Make's exit code, once it has ended."""
        ended = wait_for(lambda: bool(self.hear()) and self._make.poll() is not None, 60)
        self.hear()
        os.close(self._terminal)
        assert ended, self.said
        return self._make.returncode


def ctrl_c(made: Made) -> None:
    made.wait_for("Ctrl-C stops it")
    made.type(CTRL_C)


def ctrl_c_twice(made: Made) -> None:
    ctrl_c(made)
    made.wait_for("^C")
    made.type(CTRL_C)


def ctrl_c_before_it_has_started(made: Made) -> None:
    assert wait_for(lambda: any((made_of(made) / "pg" / "data").glob("postmaster.pid")), 60)
    made.type(CTRL_C)


def made_of(made: Made) -> Path:
    """The demo's folder."""
    arguments = [Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in made.children()]
    found = [given[given.index("--folder") + 1] for given in arguments if "--folder" in given]
    return Path(found[0]) if found else Path("/nonexistent")


def sigterm(made: Made) -> None:
    made.wait_for("Ctrl-C stops it")
    for pid in made.children():
        os.kill(pid, signal.SIGTERM)


@pytest.mark.parametrize("ending", [ctrl_c_before_it_has_started, ctrl_c, ctrl_c_twice, sigterm])
def test_the_demo_ends_well(ending: Callable[[Made], None], tmp_path: Path) -> None:
    made = Made(tmp_path)
    ending(made)
    assert made.end() == 0, made.said
    assert "Stopped" in made.said
    assert "***" not in made.said
    assert "Traceback" not in made.said


def test_who_tells_all_of_makes_processes_to_end_lets_the_demo_end_in_good_order(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.wait_for("Ctrl-C stops it")
    for pid in (*made.children(), made.pid):  # and make tells its child once more
        os.kill(pid, signal.SIGTERM)
    assert made.end() == -signal.SIGTERM  # which is make's own way to end
    assert "Stopped; the data stays" in made.said
    assert "***" not in made.said


def test_make_starts_the_demo_as_these_tests_do() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    rule = next(place for place, line in enumerate(lines) if line.startswith("demo:"))
    assert lines[rule + 1] == "\t@$(HYKE) demo --port $(PORT)"
    assert not lines[rule + 2].strip()
