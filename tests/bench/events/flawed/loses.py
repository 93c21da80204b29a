"""Loses the last event of each batch."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.events.facts import Fact
from tests.bench.events.flawed.consumer import consume_with
from tests.bench.events.program import Cue, Task
from tests.bench.events.programs.floor_batches import publish
from tests.bench.events.without_outbox import prepare, seed

__all__ = ["consume", "prepare", "publish", "seed"]


def consume(task: Task, cue: Cue) -> None:
    """The consumer process."""
    consume_with(_flaw, task, cue)


def _flaw(facts: Sequence[Fact]) -> Sequence[Fact]:
    return facts[:-1]
