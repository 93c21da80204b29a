"""Prints what happened when: each step, and each event with its time since the step that caused it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class ScenarioFailed(Exception):
    """A step did not do what it promises; says which and how."""


@dataclass
class Timeline:
    """Steps and events in the order in which they were seen; `write` gets each line."""

    write: Callable[[str], None] = print
    started: float = field(default_factory=time.monotonic)
    caused: float = field(default_factory=time.monotonic)
    worst: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, who: str, what: str) -> Iterator[None]:
        """A step by somebody; events seen afterwards count from its beginning."""
        self.caused = time.monotonic()
        self.write(f"{self.caused - self.started:7.2f} s  {who:<12} {what}")
        try:
            yield
        except ScenarioFailed:
            raise
        except Exception as error:
            raise ScenarioFailed(f"{who} – {what}: {str(error) or repr(error)}") from error

    def seen(self, event: str, where: str, at: float | None = None) -> float:
        """An event was seen by somebody; seconds since the step that caused it."""
        seconds = (at or time.monotonic()) - self.caused
        self.worst[event] = max(seconds, self.worst.get(event, 0.0))
        self.write(f"           + {seconds:5.2f} s     {event:<42} {where}")
        return seconds

    def note(self, text: str) -> None:
        """A line of its own under the step."""
        self.write(f"                         {text}")
