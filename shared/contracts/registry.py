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
    """What the wire needs to know of an event: its versioned name and the field that names its aggregate.

    One that ``erases`` says that the person who is its subject must be forgotten: it waits behind no parked event, and
    takes the receipts of that client's commands with it. One that ``is_binding`` can be discarded by nobody.
    """

    name: str
    subject: str
    erases: bool = False
    is_binding: bool = False

    @property
    def producer(self) -> str:
        """The one service that may publish it."""
        return self.name.split(".", 1)[0]

    @property
    def fact(self) -> str:
        """What it tells, of whatever version."""
        return self.name.rpartition(".v")[0]


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """What the wire needs to know of a request: its name, its reply, and whether it changes anything.

    ``to`` is the field that names the service which is asked, in a request that every service answers.
    ``of_client`` is said of a command whose receipt goes when a client is erased: what was asked or replied may tell of
    one. So it is of all, but for those that are declared to tell of none.
    """

    name: str
    reply: Any
    is_command: bool
    to: str | None = None
    of_client: bool = True

    @property
    def service(self) -> str:
        """The service that answers it; of a request that every service answers, what they have in common."""
        return self.name.split(".", 1)[0]


def event(name: str, *, subject: str, erases: bool = False, is_binding: bool = False) -> Callable[[type[T]], type[T]]:
    """Declare a frozen dataclass as the event ``name`` (``producer.fact.vN``) about the aggregate in ``subject``.

    What else is declared of it: see EventSpec.
    """

    def declare(contract: type[T]) -> type[T]:
        _claim(EVENTS, name, contract)
        contract.__event__ = EventSpec(name, subject, erases, is_binding or erases)  # type: ignore[attr-defined]
        return contract

    return declare


def question(name: str, *, reply: Any, to: str | None = None) -> Callable[[type[T]], type[T]]:
    """Declare a request that changes nothing. ``reply`` is a dataclass, ``list[dataclass]`` or ``None``."""
    return _request(RequestSpec(name, reply, is_command=False, to=to))


def command(name: str, *, reply: Any, to: str | None = None, of_client: bool = True) -> Callable[[type[T]], type[T]]:
    """Declare a request that changes something, safe to send again under the same idempotency key.

    ``of_client=False`` where neither request nor reply can tell of a client: then its receipt outlives any erasure.
    """
    return _request(RequestSpec(name, reply, is_command=True, to=to, of_client=of_client))


def event_spec(contract: Any) -> EventSpec:
    """The spec of an event class or instance."""
    spec: EventSpec = contract.__event__
    return spec


def request_spec(contract: Any) -> RequestSpec:
    """The spec of a request class or instance."""
    spec: RequestSpec = contract.__request__
    return spec


def erasures() -> list[str]:
    """The names of the events that must be heard whatever else could not be."""
    return [name for name, contract in EVENTS.items() if event_spec(contract).erases]


def binding_facts() -> list[str]:
    """What events tell that nobody may discard, without their versions."""
    return sorted({event_spec(contract).fact for contract in EVENTS.values() if event_spec(contract).is_binding})


def is_binding(type: str | None) -> bool:
    """Whether a type of event, also of a version that is not known here, is one that nobody may discard."""
    return (type or "").rpartition(".v")[0] in binding_facts()


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
