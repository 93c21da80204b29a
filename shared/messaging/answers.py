"""The entrypoint for requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

Method = TypeVar("Method", bound=Callable[..., Any])


class Answers(Entrypoint):
    """Runs a method for each request of the given contract."""

    def __init__(self, contract: type, **options: Any) -> None:
        super().__init__(**options)
        self.contract = contract


def answers(contract: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, ask, tx)`` answers this request; a command runs once for each idempotency key."""
    return Answers.decorator(contract)  # type: ignore[no-any-return]
