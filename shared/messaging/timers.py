"""Entrypoints that run by the clock, or when the database says that there is work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint

Method = TypeVar("Method", bound=Callable[..., Any])


class Every(Entrypoint):
    """Runs a method in a transaction at an interval."""

    def __init__(self, seconds: float, leader: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.seconds = seconds
        self.leader = leader


class OnNotify(Entrypoint):
    """Runs a method in a transaction when its channel is notified, and at an interval behind that."""

    def __init__(self, channel: str, poll: float = 5.0, **options: Any) -> None:
        super().__init__(**options)
        self.channel = channel
        self.poll = poll


def every(seconds: float, leader: bool = False) -> Callable[[Method], Method]:
    """Declare that a method ``(self, tx)`` runs every so many seconds; with ``leader``, on one replica only."""
    return Every.decorator(seconds, leader=leader)  # type: ignore[no-any-return]


def on_notify(channel: str, poll: float = 5.0) -> Callable[[Method], Method]:
    """Declare that a method ``(self, tx)`` runs when the channel is notified; returning True runs it again at once."""
    return OnNotify.decorator(channel, poll=poll)  # type: ignore[no-any-return]
