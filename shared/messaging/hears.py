"""The entrypoint for events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

Method = TypeVar("Method", bound=Callable[..., Any])


class Hears(Entrypoint):
    """Runs a method once for each event of the given contracts."""

    def __init__(self, *contracts: type, **options: Any) -> None:
        super().__init__(**options)
        self.hears = contracts


def hears(*contracts: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, event, tx)`` hears these events, each once, in the order of their aggregate."""
    return Hears.decorator(*contracts)  # type: ignore[no-any-return]
