"""Takes out of a stack what a play has put into it, also what an earlier play left that was cut short."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from deploy.scenario.api import ApiError, Caller
from deploy.scenario.cast import CAMPUS, DOMAIN
from shared.contracts.requests import booking, notification
from shared.contracts.requests.booking import ChangePerson, ChangeRoom

REACH = timedelta(days=60)  # further away than any time that a play books
ON_ITS_WAY = 2.0  # seconds in which a rating that was given just before becomes an alert


def clear(coordinator: Caller) -> list[str]:
    """What could not be taken out, by name; empty when clients are erased and people and rooms out of use.

    Everything of a play carries its mark: addresses at DOMAIN, and a campus called CAMPUS.
    """
    problems: list[str] = []
    for what, request in requests(coordinator, problems):
        attempt(what, partial(coordinator, request), problems)
    return problems


def requests(coordinator: Caller, problems: list[str]) -> Iterator[tuple[str, object]]:
    """What takes each thing out, with its name: alerts first, for they go on calling until somebody answers."""
    clients = listed(coordinator, booking.Clients(search=f"@{DOMAIN}"), problems)
    own = [each for client in clients for each in appointments(coordinator, client, problems)]
    yield from answers(coordinator, own, problems)
    for client in clients:  # which cancels what is to come
        yield "a client", booking.EraseClient(client.client_id)
    for person in listed(coordinator, booking.People(), problems):
        if person.email.endswith(f"@{DOMAIN}"):
            yield person.name, out_of_use(person)
    for room in listed(coordinator, booking.Rooms(), problems):
        if room.campus.startswith(f"{CAMPUS} "):
            yield room.name, closed(room)
    if any(each.state == "under_way" for each in own):
        time.sleep(ON_ITS_WAY)
        yield from answers(coordinator, own, problems)


def answers(
    coordinator: Caller, own: list[booking.AppointmentView], problems: list[str]
) -> Iterator[tuple[str, object]]:
    """What settles the open alerts of these conversations."""
    ids = {each.appointment_id for each in own}
    for alert in listed(coordinator, notification.OpenAlerts(), problems):
        if alert.session_id in ids:
            yield "an alert", notification.TakeOverAlert(alert.alert_id)


def appointments(coordinator: Caller, client: booking.ClientView, problems: list[str]) -> list[booking.AppointmentView]:
    """A client's appointments, past and to come."""
    now = datetime.now(UTC)
    return listed(coordinator, booking.Appointments(now - REACH, now + REACH, client_id=client.client_id), problems)


def out_of_use(person: booking.PersonView) -> ChangePerson:
    """The person as they are, but nobody is booked to them any more, and their account is closed."""
    return ChangePerson(person.person_id, person.name, person.email, person.language, is_active=False)


def closed(room: booking.RoomView) -> ChangeRoom:
    """The room as it is, but nobody is booked into it any more."""
    return ChangeRoom(room.room_id, room.name, room.campus, room.address, is_active=False)


def listed(coordinator: Caller, question: object, problems: list[str]) -> list[Any]:
    """The reply to a question that lists; what cannot be listed is a problem, and counts as empty."""
    found: list[Any] = []
    attempt(type(question).__name__, lambda: found.extend(coordinator(question)), problems)
    return found


def attempt(what: str, act: Callable[[], object], problems: list[str]) -> None:
    """Does it; a failure is told and keeps nothing else from being done."""
    try:
        act()
    except ApiError as error:
        problems.append(f"{what}: {error}")
