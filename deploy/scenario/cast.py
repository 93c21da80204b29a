"""Sets the stage: a campus of the scenario's own, whose people work when nobody else does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from deploy.scenario.api import Api, Caller
from shared.contracts.requests import booking
from shared.contracts.vocabulary import Language

# By these everything of a play is found again, also what a play left that was cut short.
DOMAIN = "scenario.example"
CAMPUS = "Skenaario"
WEEKEND = (6, 7)
AHEAD = timedelta(days=14)
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
    others_times: frozenset[datetime] = frozenset()  # at these somebody else might be chosen

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
    campus = f"{CAMPUS} {run}"
    room = coordinator(
        booking.AddRoom(
            name=f"Huone {run}",
            campus=campus,
            address="Koetie 1, 00100 Helsinki",
            directions_fi="Pääovesta sisään ja oikealle.",
            directions_sv="In genom huvudingången och till höger.",
            directions_en="In by the main door and to the right.",
        )
    )
    others_times = frozenset(time.starts_at for time in coordinator(free_times(now, campus)))
    lecturer = _add(api, coordinator, "lecturer", "Liisa Lehtori", f"liisa.{run}", Language.FI)
    students = (
        _add(api, coordinator, "student", "Otso Opiskelija", f"otso.{run}", Language.FI),
        _add(api, coordinator, "student", "Stina Studerande", f"stina.{run}", Language.SV),
    )
    return Cast(coordinator, lecturer, students, room, others_times)


def free_times(now: datetime, campus: str) -> booking.FreeTimes:
    """Asks for the times among which the play chooses."""
    return booking.FreeTimes(now, now + AHEAD, campus=campus)


def _add(
    api: Api, coordinator: Caller, role: booking.PersonRole, name: str, username: str, language: Language
) -> Member:
    person, password = coordinator.add_person(
        booking.AddPerson(role=role, name=name, email=f"{username}@{DOMAIN}", language=language), username
    )
    coordinator(booking.SetWeeklyHours(person.person_id, HOURS))
    return Member(person, api.sign_in(username, password))
