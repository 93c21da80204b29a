"""The entrypoint for requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint, SharedExtension

from shared.contracts.registry import request_spec
from shared.messaging.requests.server import RequestServer
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.worker_runner import declare

Method = TypeVar("Method", bound=Callable[..., Any])


class Answering(SharedExtension):
    """All the request handlers of one service, fed by one server."""

    context = ServiceContext()

    def __init__(self) -> None:
        self._handlers: dict[str, Answers] = {}
        self._answerer: RequestServer | None = None

    def add(self, handler: Answers) -> None:
        """Have a handler fed."""
        self.context.open()
        name = request_spec(handler.contract).name
        if name in self._handlers:
            raise TypeError(f"{name} is answered twice")
        self._handlers[name] = handler

    def start(self) -> None:
        """Begin to answer."""
        self._answerer = RequestServer(self.context, self._handlers)
        self.container.spawn_managed_thread(self._answerer.run, identifier="requests")

    def stop(self) -> None:
        """Answer what is in hand, and take no more."""
        if self._answerer is not None:
            self._answerer.stop()


class Answers(Entrypoint):
    """Runs a method for each request of the given contract."""

    answering = Answering()

    def __init__(self, contract: type, **options: Any) -> None:
        super().__init__(expected_exceptions=(Exception,), **options)
        self.contract = contract

    def setup(self) -> None:
        """Join the service's handlers."""
        self.answering.add(self)

    def stop(self) -> None:
        """Let the service's server finish."""
        self.answering.stop()


def serves(contract: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, ask, tx)`` answers this request; a command runs once for each idempotency key."""
    return lambda method: declare(Answers(contract), method)
