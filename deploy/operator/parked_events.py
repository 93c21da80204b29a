"""The desks of all services at once: each in a transaction of its own, one that is away does not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import click
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from deploy.operator.service_databases import Databases, engines
from shared.messaging.dead_letters import actions
from shared.messaging.dead_letters.content import Shown, show
from shared.messaging.dead_letters.listing import Filters, ParkedEvent, list_parked
from shared.messaging.runtime.loop import error_summary

T = TypeVar("T")
F = TypeVar("F", covariant=True)


@dataclass(frozen=True, slots=True)
class Name:
    """A parked event's name for operators."""

    service: str
    number: int

    def __str__(self) -> str:
        return f"{self.service}:{self.number}"


@dataclass(frozen=True, slots=True)
class Named(Generic[F]):
    """Something of one parked event."""

    name: Name
    of: F


@dataclass(frozen=True, slots=True)
class Told(Generic[F]):
    """What was found or done, and in sentences what was not."""

    found: F
    complaints: Sequence[str]
    is_all_done: bool


def named(ids: Sequence[str], service: str | None) -> Told[list[Name]]:
    """The names that an operator wrote; a bare number is of the one service that was said."""
    return Told([_name(id, service) for id in dict.fromkeys(ids)], (), True)


def every_desk(places: Databases, filters: Filters) -> Told[list[Named[ParkedEvent]]]:
    """What lies on every desk."""
    services = (*places.urls, *places.unknown)
    found, complaints = _in_each(places, services, lambda service, connection: list_parked(connection, filters))
    entries = [Named(Name(service, entry.id), entry) for service, those in found.items() for entry in those]
    return Told(entries, complaints, not complaints)


def all_replayable(places: Databases, kind: str | None) -> Told[list[Name]]:
    """All that a replay would bring forward."""
    filters, services = Filters(type=kind), (*places.urls, *places.unknown)
    found, complaints = _in_each(places, services, lambda service, connection: actions.replayable(connection, filters))
    names = [Name(service, id) for service, ids in found.items() for id in ids]
    return Told(names, complaints, not complaints)


def one_shown(places: Databases, name: Name) -> Told[list[Named[Shown]]]:
    """One parked event, if it is there."""
    found, complaints = _in_each(places, [name.service], lambda service, connection: show(connection, name.number))
    shown = [Named(name, each) for each in found.values() if each is not None]
    if not shown and not complaints:
        complaints = [f"{name}: there is no such event"]
    return Told(shown, complaints, bool(shown))


def replay_each(places: Databases, chosen: Told[list[Name]], by: str, why: str) -> Told[list[Named[actions.Result]]]:
    """Have these tried again."""
    return _act(places, chosen, lambda connection, ids: actions.replay(connection, ids, by, why))


def discard_each(places: Databases, chosen: Told[list[Name]], by: str, why: str) -> Told[list[Named[actions.Result]]]:
    """Let these go for good."""
    return _act(places, chosen, lambda connection, ids: actions.discard(connection, ids, by, why))


def _act(
    places: Databases, chosen: Told[list[Name]], act: Callable[[Connection, list[int]], list[actions.Outcome]]
) -> Told[list[Named[actions.Result]]]:
    numbers: dict[str, list[int]] = {}
    for name in chosen.found:
        numbers.setdefault(name.service, []).append(name.number)
    found, complaints = _in_each(places, numbers, lambda service, connection: act(connection, numbers[service]))
    outcomes = [each for those in found.values() for each in those]
    results = [Named(Name(service, each.id), each.result) for service, those in found.items() for each in those]
    complaints = [*chosen.complaints, *complaints]
    return Told(results, complaints, not complaints and bool(outcomes) and all(each.is_acted for each in outcomes))


def _in_each(
    places: Databases, services: Collection[str], do: Callable[[str, Connection], T]
) -> tuple[Mapping[str, T], list[str]]:
    found: dict[str, T] = {}
    unset = [service for service in services if service not in places.urls]
    complaints = [f"{each}: not looked at, {each.upper()}_DATABASE_URL is not set" for each in unset]
    with engines({service: places.urls[service] for service in services if service in places.urls}) as each:
        for service, engine in each.items():
            try:
                with engine.begin() as connection:
                    found[service] = do(service, connection)
            except SQLAlchemyError as error:
                complaints.append(f"{service}: its database could not be asked ({error_summary(error)})")
    return found, complaints


def _name(id: str, service: str | None) -> Name:
    from deploy.host.service_discovery import service_names

    of, _, number = id.rpartition(":")
    of = of or service or ""
    if of not in service_names() or not (number.isascii() and number.isdecimal()) or int(number) >= 2**63:
        raise click.BadParameter(f"{id!r} names no event: write it as notification:12", param_hint="ID")
    if service and of != service:
        raise click.BadParameter(f"{id!r} is not of {service}", param_hint="ID")
    return Name(of, int(number))
