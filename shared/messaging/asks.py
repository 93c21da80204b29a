"""The caller's side of requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nameko.extensions import DependencyProvider

from shared.contracts.actor import SYSTEM, Actor


class Ask:
    """Asks other services: ``ask(request)`` returns the reply that the request's contract declares."""

    def __call__(
        self,
        request: object,
        actor: Actor = SYSTEM,
        timeout: float = 2.0,
        idempotency_key: str | None = None,
    ) -> Any:
        """The reply; raises Refusal, Unanswered or ServiceFailed."""
        raise NotImplementedError

    def many(self, requests: Sequence[object], actor: Actor = SYSTEM, timeout: float = 2.0) -> list[Any]:
        """The replies to several requests that travel together, in their order; raises as one request does."""
        raise NotImplementedError


class AskClient(Ask):
    """Asks from outside a service, over a connection of its own; a context manager."""

    def __init__(self, amqp_url: str) -> None:
        self.amqp_url = amqp_url

    def __enter__(self) -> AskClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the broker."""


class Asks(DependencyProvider):
    """Injects an ``Ask``."""

    def get_dependency(self, worker_ctx: Any) -> Ask:
        """What the worker sees."""
        return ask_of(self.container)


def ask_of(container: Any) -> Ask:
    """The same for an extension that is no worker."""
    raise NotImplementedError
