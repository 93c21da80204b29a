"""All that the web app is put together from; the service gives the real ones, tests give fakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import current_app

from services.gateway.application.ports import Open, Passwords
from services.gateway.web.free_times import PublicTimes
from services.gateway.web.streams import Streams
from shared.clock import Clock
from shared.contracts.actor import Actor
from shared.settings import Settings
from shared.texts import Dates, Texts


class ServiceRequests(Protocol):
    """Asks the other services."""

    def __call__(
        self, request: object, actor: Actor = ..., timeout: float = ..., idempotency_key: str | None = ...
    ) -> Any:
        """The reply; raises Refusal, RequestTimeout or ServiceFailed."""

    def many(self, requests: Sequence[object], actor: Actor = ..., timeout: float = ...) -> list[Any]:
        """The replies to several requests."""

    def each(self, requests: Sequence[object], actor: Actor = ..., timeout: float = ...) -> list[Any]:
        """The replies to several requests, or the errors in their place."""


class Mailbox(Protocol):
    """The demo's mailbox."""

    def messages(self, most: int, to: str | None = None) -> list[dict[str, Any]] | None:
        """The newest mails, newest first; None where the mailbox does not answer."""

    def message(self, mail_id: str) -> dict[str, Any] | None:
        """One mail, if it is there."""


@dataclass(frozen=True)
class AppContext:
    """The app's collaborators."""

    settings: Settings
    ask: ServiceRequests
    open_records: Open
    passwords: Passwords
    clock: Clock
    texts: Texts
    streams: Streams
    public_times: PublicTimes = field(default_factory=PublicTimes)
    mailbox: Mailbox | None = None
    services: Sequence[str] = ()  # of the whole stack, by name
    is_well: Callable[[], bool] = lambda: True  # whether people can be served

    @property
    def dates(self) -> Dates:
        """Writes instants in the stack's time zone."""
        return Dates(self.settings.time_zone)

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS."""
        return self.settings.public_url.startswith("https://")


def app_context() -> AppContext:
    """The parts of the app that is answering."""
    found: AppContext = current_app.extensions["hyke"]
    return found
