"""One transaction of a service: its connection, and the events that leave with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nameko.extensions import DependencyProvider
from sqlalchemy import Connection

from shared.contracts.actor import SYSTEM, Actor


@dataclass(slots=True)
class Transaction:
    """A database transaction in progress; what it emits is published if and only if it commits."""

    connection: Connection
    now: datetime
    actor: Actor = SYSTEM
    correlation_id: str = ""

    def emit(self, event: object) -> None:
        """Publish an event of this service once the transaction has committed."""
        raise NotImplementedError

    def notify(self, channel: str) -> None:
        """Wake the workers that wait ``on_notify(channel)`` once the transaction has committed."""
        raise NotImplementedError


Begin = Callable[[], AbstractContextManager[Transaction]]


class Transactions(DependencyProvider):
    """Injects ``begin``: ``with self.transactions() as tx:`` commits at its end, or rolls back on an exception."""

    def get_dependency(self, worker_ctx: Any) -> Begin:
        """What the worker sees."""
        return transactions_of(self.container)


def transactions_of(container: Any) -> Begin:
    """The same for an extension that is no worker."""
    raise NotImplementedError
