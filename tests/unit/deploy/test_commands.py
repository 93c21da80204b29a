"""Small things that a person at the command line meets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_the_command_says_its_version_which_is_the_changelogs_latest() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    latest = re.search(r"(?m)^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert latest
    assert done.stdout == f"hyke {latest[1]}\n"


@pytest.mark.parametrize("target", ["bench-events", "bench-asking", "bench-draining", "faults", "faults-chain", "test"])
def test_what_needs_rabbitmq_looks_after_it_before_it_begins(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True)
    needs, begins = (
        done.stdout.find("deploy.development.system_packages rabbitmq"),
        re.search(r"-m tests\.|pytest", done.stdout),
    )
    assert begins
    assert 0 <= needs < begins.start()
