"""Fills an empty stack with the sample, and says who may sign in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid5

from deploy.demo.sample.accounts import add_accounts
from deploy.demo.sample.backdate import backdate
from deploy.demo.sample.data import PASSWORD, clients, university
from deploy.demo.sample.story import KEYS, Places, SampleClient
from shared.contracts.actor import SYSTEM
from shared.contracts.requests import booking
from shared.contracts.vocabulary import Language
from shared.messaging import ServiceClient, StandaloneClient
from shared.settings import Settings


def fill(settings: Mapping[str, Settings]) -> Iterator[str]:
    """Fill the stack unless it has been filled, and yield the lines that tell of its accounts."""
    told = university()
    booked = settings["booking"]
    with StandaloneClient(booked.amqp_url) as ask:
        if not is_filled(ask):
            people = add_people(ask, told)
            add_accounts(settings["gateway"], told["people"], people)
            places = Places(people, add_rooms(ask, told), booked.time_zone, datetime.now(UTC))
            set_hours(ask, told, people)
            for client in clients():
                SampleClient(ask, places, client).live()
            backdate(settings["session"], places.now)
    yield from accounts_told(told)


def is_filled(ask: ServiceClient) -> bool:
    """Whether the last client of the sample is there."""
    return bool(ask(booking.Clients(search=clients()[-1]["client"]["email"]), actor=SYSTEM, timeout=10))


def accounts_told(told: Mapping[str, Any]) -> Iterator[str]:
    """A line for each account: user name, role and name; the password is one for all."""
    yield f"Sample accounts, all with the password {PASSWORD}:"
    for person in told["people"]:
        yield f"  {person['username']:<18} {person['role']:<12} {person['name']}"


def add_people(ask: ServiceClient, told: Mapping[str, Any]) -> dict[str, UUID]:
    """Add the staff; their ids by key."""
    return {person["key"]: _add_person(ask, person) for person in told["people"]}


def _add_person(ask: ServiceClient, person: Mapping[str, Any]) -> UUID:
    request = booking.AddPerson(
        role=person["role"],
        name=person["name"],
        email=f"{person['username']}@kaarna.example",
        language=Language(person["language"]),
        phone=person.get("phone"),
    )
    added: UUID = ask(request, actor=SYSTEM, timeout=10, idempotency_key=_key("person", person["key"])).person_id
    return added


def add_rooms(ask: ServiceClient, told: Mapping[str, Any]) -> dict[str, booking.RoomView]:
    """Add the rooms; by key."""
    return {
        room["key"]: ask(
            booking.AddRoom(**{name: value for name, value in room.items() if name != "key"}),
            actor=SYSTEM,
            timeout=10,
            idempotency_key=_key("room", room["key"]),
        )
        for room in told["rooms"]
    }


def set_hours(ask: ServiceClient, told: Mapping[str, Any], people: Mapping[str, UUID]) -> None:
    """Give everyone their weekly hours."""
    for key, hours in told["hours"].items():
        weekly = tuple(
            booking.WeeklyHours(day, time.fromisoformat(starts), time.fromisoformat(ends))
            for day, starts, ends in hours
        )
        request = booking.SetWeeklyHours(people[key], weekly)
        ask(request, actor=SYSTEM, timeout=10, idempotency_key=_key("hours", key))


def _key(kind: str, key: str) -> str:
    return str(uuid5(KEYS, f"{kind}/{key}"))
