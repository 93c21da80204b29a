"""The entrypoint for events that only matter now: every replica hears them, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

Method = TypeVar("Method", bound=Callable[..., Any])


class Live(Entrypoint):
    """Runs a method for each event that is published while this replica is connected."""

    def __init__(self, *contracts: type, **options: Any) -> None:
        super().__init__(**options)
        self.contracts = contracts


def live(*contracts: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, event)`` of every replica hears these events as they pass."""
    return Live.decorator(*contracts)  # type: ignore[no-any-return]
