"""Files stay short and types stay known: what is beyond the rule today may shrink and never grow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 200
LONGER = {
    "deploy/demo/runner.py": 207,
    "deploy/scenario/play.py": 255,
    "services/booking/adapters/tables.py": 206,
    "services/booking/application/refusals.py": 212,
    "services/booking/service.py": 257,
    "services/gateway/static/css/components.css": 313,
    "services/notification/application/ports.py": 226,
    "services/notification/service.py": 225,
    "services/session/adapters/tables.py": 211,
    "shared/contracts/requests/books.py": 210,
    "shared/messaging/requests/codec.py": 215,
    "shared/settings.py": 347,
}
ANY_LINES = 377  # lines of the product on which something may be of any type

PRODUCT = sorted(
    path
    for folder in ("deploy", "services", "shared")
    for ending in ("*.py", "*.js", "*.css", "*.html")
    for path in (ROOT / folder).rglob(ending)
    if "migrations" not in path.parts and "vendor" not in path.parts
)


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def too_long(paths: list[Path], root: Path = ROOT) -> list[str]:
    """Those that are longer than they may be, in words."""
    found = ((path.relative_to(root).as_posix(), len(lines_of(path))) for path in paths)
    return [f"{name}: {many} lines" for name, many in found if many > LONGER.get(name, MOST_LINES)]


def lines_with_any(paths: list[Path]) -> int:
    """How many lines name `Any`, imports aside."""
    python = (line for path in paths if path.suffix == ".py" for line in lines_of(path))
    return sum(1 for line in python if re.search(r"\bAny\b", line) and not re.search(r"\bimport\b", line))


def test_no_file_is_longer_than_it_may_be() -> None:
    assert too_long(PRODUCT) == []


@pytest.mark.parametrize("name", LONGER)
def test_what_has_become_short_enough_leaves_the_list(name: str) -> None:
    assert len(lines_of(ROOT / name)) > MOST_LINES, "take it out of LONGER"


def test_no_more_is_of_any_type_than_was() -> None:
    assert lines_with_any(PRODUCT) <= ANY_LINES


def test_the_checks_can_fail(tmp_path: Path) -> None:
    grown = tmp_path / "grown.py"
    grown.write_text("from typing import Any\n" + "x: Any = 1\n" * MOST_LINES)
    assert too_long([grown], tmp_path) == ["grown.py: 201 lines"]
    assert lines_with_any([grown]) == MOST_LINES
