"""Names every event and request once, and finds them by that name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from typing import Any, TypeVar

T = TypeVar("T")

EVENTS: dict[str, type] = {}
REQUESTS: dict[str, type] = {}


@dataclass(frozen=True, slots=True)
class EventSpec:
    """What the wire needs to know of an event: its versioned name and the field that names its aggregate."""

    name: str
    subject: str

    @property
    def producer(self) -> str:
        """The one service that may publish it."""
        return self.name.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """What the wire needs to know of a request: its name, its reply, and whether it changes anything.

    ``to`` is the field that names the service which is asked, in a request that every service answers.
    """

    name: str
    reply: Any
    is_command: bool
    to: str | None = None

    @property
    def service(self) -> str:
        """The service that answers it; of a request that every service answers, what they have in common."""
        return self.name.split(".", 1)[0]


def event(name: str, *, subject: str) -> Callable[[type[T]], type[T]]:
    """Declare a frozen dataclass as the event ``name`` (``producer.fact.vN``) about the aggregate in ``subject``."""

    def declare(contract: type[T]) -> type[T]:
        _claim(EVENTS, name, contract)
        contract.__event__ = EventSpec(name, subject)  # type: ignore[attr-defined]
        return contract

    return declare


def question(name: str, *, reply: Any, to: str | None = None) -> Callable[[type[T]], type[T]]:
    """Declare a request that changes nothing. ``reply`` is a dataclass, ``list[dataclass]`` or ``None``."""
    return _request(RequestSpec(name, reply, is_command=False, to=to))


def command(name: str, *, reply: Any, to: str | None = None) -> Callable[[type[T]], type[T]]:
    """Declare a request that changes something, safe to send again under the same idempotency key."""
    return _request(RequestSpec(name, reply, is_command=True, to=to))


def event_spec(contract: Any) -> EventSpec:
    """The spec of an event class or instance."""
    spec: EventSpec = contract.__event__
    return spec


def request_spec(contract: Any) -> RequestSpec:
    """The spec of a request class or instance."""
    spec: RequestSpec = contract.__request__
    return spec


def service_of(request: object) -> str:
    """The service that a request goes to."""
    spec = request_spec(request)
    return spec.service if spec.to is None else str(getattr(request, spec.to))


def _request(spec: RequestSpec) -> Callable[[type[T]], type[T]]:
    def declare(contract: type[T]) -> type[T]:
        _claim(REQUESTS, spec.name, contract)
        contract.__request__ = spec  # type: ignore[attr-defined]
        return contract

    return declare


def _claim(names: dict[str, type], name: str, contract: type) -> None:
    if not is_dataclass(contract):
        raise TypeError(f"{contract.__name__} must be a dataclass: put @dataclass below the declaration")
    if name in names:
        raise ValueError(f"{name} is declared twice")
    names[name] = contract
