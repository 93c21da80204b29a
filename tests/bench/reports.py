"""Tables and goals of a bench, for the screen and between the marks of a document."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that must be small enough, or large enough."""

    what: str
    measured: float
    at_most: float = float("inf")
    at_least: float = 0.0

    @property
    def is_reached(self) -> bool:
        """Whether the measured ratio is enough."""
        return self.at_least <= self.measured <= self.at_most

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row in a table of goals."""
        wanted = f"≤ {self.at_most:g}" if self.at_most < float("inf") else f"≥ {self.at_least:g}"
        return self.what, wanted, f"{self.measured:.2f}", "reached" if self.is_reached else "NOT reached"


@dataclass(frozen=True, slots=True)
class Section:
    """What one part of a bench has to tell."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    goals: Sequence[Goal]


def conclude(name: str, sections: Sequence[Section], document: Path | None) -> int:
    """Print all of it, write it into the document where one is given, and say by 1 that a goal is not reached."""
    goals = [goal for section in sections for goal in section.goals]
    parts = [f"{section.title}\n\n{table(section.head, section.rows)}" for section in sections]
    parts.append(table(("goal", "wanted", "measured", ""), [goal.cells for goal in goals]))
    text = "\n\n".join(parts)
    print(text, flush=True)
    if document:
        write_between(document, f"<!-- {name}: begin -->", f"<!-- {name}: end -->", text)
    return int(not all(goal.is_reached for goal in goals))


def reader(name: str, about: str | None) -> argparse.ArgumentParser:
    """What every bench can be told on its command line."""
    parser = argparse.ArgumentParser(prog=f"make {name}", description=about)
    parser.add_argument("--quick", action="store_true", help="a trial: one short round")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables into this document as well")
    return parser


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with columns of one width."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def write_between(path: Path, begin: str, end: str, text: str) -> None:
    """Put a text between two marks of a document; ValueError where it does not have them."""
    before, found, rest = path.read_text().partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(f"{path} has no {begin} … {end} to write between")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
