"""A university whose people work at all hours, so that there is room for every follow-up within its seven days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg

from deploy.databases.provision import plain
from deploy.operator.create_account import AccountDesk
from deploy.scenario.api import Api, Caller
from services.gateway.application.open_account import Opening
from shared.contracts.vocabulary import Language
from shared.settings import Settings
from tests.faults.chain.world import World

CAMPUS = "Ketjukampus"
PASSWORD = "ketju-pitaa-vaikka-katkeaa"
TIMES = 60  # follow-ups that a team surely has time for within seven days
DAYS = range(57, 8, -1)  # of the first conversations, the last of all first: a follow-up comes on a later day
HOURS = (22, 20, 18, 2, 0)  # UTC, the last first too: so it takes no time that is still to be booked

_PERSON = "INSERT INTO person VALUES (%s, %s, %s, %s, '', 'fi', true)"
_ROOM = "INSERT INTO room VALUES (%s, %s, %s, 'Koetie 1', '', '', '', true)"
_ALWAYS = "INSERT INTO weekly_hours SELECT %s, day, '00:00', '00:00' FROM generate_series(1, 7) AS day"


@dataclass(frozen=True, slots=True)
class University:
    """The lecturers, signed in, and the times of conversations to come."""

    lecturers: Mapping[UUID, Caller]
    starts: Iterator[datetime]


def found(world: World, chains: int) -> University:
    """A university with time for so many chains."""
    teams = chains // TIMES + 1
    with psycopg.connect(plain(world.databases["booking"])) as booking:
        lecturers = [_team(booking, number) for number in range(teams)]
    desk = AccountDesk(Settings.from_env(world.env, "gateway"))
    api = Api(world.url)
    return University({person: _signed_in(desk, api, person) for person in lecturers}, _starts(teams))


def _team(booking: psycopg.Connection, number: int) -> UUID:
    booking.execute(_ROOM, [uuid4(), f"Huone {number}", CAMPUS])
    people = [("lecturer", "Liisa"), ("student", "Otso"), ("student", "Stina")]
    ids = [uuid4() for _ in people]
    for person_id, (role, name) in zip(ids, people, strict=True):
        booking.execute(_PERSON, [person_id, role, f"{name} {number}", f"{name}.{number}@chain.example".lower()])
        booking.execute(_ALWAYS, [person_id])
    return ids[0]


def _signed_in(desk: AccountDesk, api: Api, person_id: UUID) -> Caller:
    username = f"l{person_id.hex[:12]}"
    desk.open(Opening(person_id, username, "lecturer", Language.FI, username, PASSWORD))
    return api.sign_in(username, PASSWORD)


def _starts(teams: int) -> Iterator[datetime]:
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for day in DAYS:
        for hour in HOURS:
            yield from [(today + timedelta(days=day)).replace(hour=hour)] * teams
