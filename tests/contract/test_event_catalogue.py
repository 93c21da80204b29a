"""docs/events.md tells what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import shared.contracts.events  # noqa: F401 - importing it registers them all
from shared.contracts.events import PUBLISHED

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "docs" / "events.md"


def test_the_catalogue_is_what_make_docs_writes(tmp_path: Path) -> None:
    # In a process of its own: it loads every service, whose host makes all of Python green.
    written = tmp_path / "events.md"
    subprocess.run(
        [sys.executable, "-m", "deploy.contracts.event_catalogue", written], cwd=ROOT, check=True, timeout=60
    )
    assert CATALOGUE.read_text(encoding="utf-8") == written.read_text(encoding="utf-8"), "run make docs"


def test_the_catalogue_names_every_event_and_says_something_of_it() -> None:
    text = CATALOGUE.read_text(encoding="utf-8")
    for name, contract in PUBLISHED.items():
        assert f"### `{name}`" in text
        assert " ".join((contract.__doc__ or "").split()) in text
