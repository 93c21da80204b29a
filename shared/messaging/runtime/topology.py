"""Joins messaging to its host: settings and listeners travel in nameko's configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nameko import config
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from shared.contracts.registry import event_spec
from shared.messaging.kernel.options import TUNING, MessagingOptions
from shared.messaging.storage.subscriptions import HandlerBinding
from shared.settings import Settings

SETTINGS, LISTENERS, OVERHEARD = "HYKE", "HYKE_LISTENERS", "HYKE_OVERHEARD"
HANDLERS = "HYKE_HANDLERS"


def configure(
    settings: Mapping[str, Settings], services: Iterable[type], tuning: MessagingOptions | None = None
) -> None:
    """Tell messaging the settings of each service that this process runs, and who hears what in the whole stack.

    ``settings`` is keyed by service name. ``services`` are the service classes of the whole stack, also those that
    other processes run: whoever starts first declares every queue, so that no event is published before its
    listeners' queues are there.
    """
    config[SETTINGS] = dict(settings)
    stack = list(services)
    config[LISTENERS] = {service.name: heard_by(service) for service in stack}  # type: ignore[attr-defined]
    config[HANDLERS] = {service.name: handlers_of(service) for service in stack}  # type: ignore[attr-defined]
    config[OVERHEARD] = sorted({name for service in stack for name in heard_by(service, "overhears")})
    config[TUNING] = tuning or MessagingOptions()


def settings_of(container: Any) -> Settings:
    """The settings of the container's service."""
    found: Settings = config[SETTINGS][container.service_name]
    return found


def listeners() -> Mapping[str, tuple[str, ...]]:
    """The event types that each service of the stack hears."""
    found: Mapping[str, tuple[str, ...]] = config.get(LISTENERS) or {}
    return found


def hearings() -> Mapping[str, tuple[HandlerBinding, ...]]:
    """Each service of the stack with its handlers of events and what they hear."""
    found: Mapping[str, tuple[HandlerBinding, ...]] = config.get(HANDLERS) or {}
    return found


def overheard() -> Sequence[str]:
    """The event types that somebody in the stack hears live."""
    found: Sequence[str] = config.get(OVERHEARD) or ()
    return found


def heard_by(service: type, how: str = "hears") -> tuple[str, ...]:
    """The event types that a service class hears, durably unless ``how`` is ``overhears``, from its declarations."""
    return tuple(sorted({name for _, name in handlers_of(service, how)}))


def handlers_of(service: type, how: str = "hears") -> tuple[HandlerBinding, ...]:
    """The same for each handler by its name: a type that several hear is there several times."""
    declared = {method: getattr(member, ENTRYPOINT_EXTENSIONS_ATTR, ()) for method, member in vars(service).items()}
    found = {
        (method, event_spec(contract).name)
        for method, entries in declared.items()
        for entry in entries
        for contract in getattr(entry, how, ())
    }
    return tuple(sorted(found))
