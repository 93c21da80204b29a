"""Sets the stage: a campus of the scenario's own, whose people work when nobody else does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from deploy.scenario.api import Api, Caller
from shared.contracts.requests import booking
from shared.contracts.vocabulary import Language

WEEKEND = (6, 7)
HOURS = tuple(booking.WeeklyHours(day, time(7), time(21)) for day in WEEKEND)


@dataclass(frozen=True)
class Member:
    """A member of staff with an account, signed in."""

    person: booking.PersonView
    caller: Caller


@dataclass(frozen=True)
class Cast:
    """Who plays, and where."""

    coordinator: Caller
    lecturer: Member
    students: tuple[Member, ...]
    room: booking.RoomView

    @property
    def student(self) -> Member:
        """The student who writes."""
        return self.students[0]

    def member(self, person_id: UUID) -> Member:
        """The member of this id."""
        return next(member for member in (self.lecturer, *self.students) if member.person.person_id == person_id)


def engage(api: Api, coordinator: Caller, now: datetime) -> Cast:
    """Add a lecturer, two students and a room by the coordinator's hand, with hours at the weekend."""
    run = f"{now:%m%d-%H%M%S}"
    room = coordinator(
        booking.AddRoom(
            name=f"Huone {run}",
            campus=f"Skenaario {run}",
            address="Koetie 1, 00100 Helsinki",
            directions_fi="Pääovesta sisään ja oikealle.",
            directions_sv="In genom huvudingången och till höger.",
            directions_en="In by the main door and to the right.",
        )
    )
    lecturer = _add(api, coordinator, "lecturer", "Liisa Lehtori", f"liisa.{run}", Language.FI)
    students = (
        _add(api, coordinator, "student", "Otso Opiskelija", f"otso.{run}", Language.FI),
        _add(api, coordinator, "student", "Stina Studerande", f"stina.{run}", Language.SV),
    )
    return Cast(coordinator, lecturer, students, room)


def leave(cast: Cast) -> None:
    """Make the people and the room inactive, so that nobody is booked to them any more."""
    for member in (cast.lecturer, *cast.students):
        person = member.person
        gone = booking.ChangePerson(person.person_id, person.name, person.email, person.language, is_active=False)
        cast.coordinator(gone)
    room = cast.room
    cast.coordinator(booking.ChangeRoom(room.room_id, room.name, room.campus, room.address, is_active=False))


def _add(
    api: Api, coordinator: Caller, role: booking.PersonRole, name: str, username: str, language: Language
) -> Member:
    person, password = coordinator.add_person(
        booking.AddPerson(role=role, name=name, email=f"{username}@scenario.example", language=language), username
    )
    coordinator(booking.SetWeeklyHours(person.person_id, HOURS))
    return Member(person, api.sign_in(username, password))
