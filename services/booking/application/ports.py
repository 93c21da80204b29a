"""What booking's use cases need from outside; each port is a role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar import DatedException, Hours, WeeklyHours
from services.booking.domain.clash import Acceptance, Duty
from services.booking.domain.client import Client
from services.booking.domain.decision import Decision
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.staff import Person, PersonRole, Room
from services.booking.domain.time_range import TimeRange


class SlotTaken(Exception):
    """Somebody else had one of the people or the room at that time; nothing was written."""


class NameTaken(Exception):
    """Another record has that e-mail or name already; nothing was written."""


class Diary(Protocol):
    """Appointments, and who is taken when. No two that occupy a person, a room or a client ever overlap."""

    def add(self, appointment: Appointment) -> None:
        """Write a new appointment; raises TimeTaken."""

    def move(self, appointment: Appointment) -> None:
        """Write an appointment at its new time; raises TimeTaken and leaves the old one."""

    def save(self, appointment: Appointment) -> None:
        """Write an appointment's state, reason and focus; its people are freed once it occupies no time."""

    def appointment(self, appointment_id: UUID) -> Appointment | None:
        """The appointment, if there is one."""

    def get_for_update(self, appointment_id: UUID) -> Appointment | None:
        """The same, kept from other writers until the transaction ends."""

    def between(
        self, window: TimeRange, client_id: UUID | None = None, people: Sequence[UUID] = ()
    ) -> list[Appointment]:
        """Those that start in the window, with this client and all of these people, earliest first."""

    def open_of(self, client_id: UUID, now: datetime) -> list[Appointment]:
        """The client's held and booked appointments that have not begun, earliest first."""

    def next_of(self, client_ids: Sequence[UUID], now: datetime) -> Mapping[UUID, Appointment]:
        """Each client's next or present appointment."""

    def passed_holds(self, now: datetime) -> list[Appointment]:
        """The held appointments whose start is over."""

    def busy(self, window: TimeRange, excluding: UUID | None = None) -> Mapping[UUID, list[TimeRange]]:
        """When each person, room and client is taken in the window, but for one appointment."""

    def loads(self, window: TimeRange) -> Mapping[UUID, int]:
        """How many times each person, room and client is taken in the window."""

    def forget(self, client_id: UUID) -> None:
        """Blank what the client's appointments tell about the client's situation."""


class Clients(Protocol):
    """The register of clients; an erased one is not found."""

    def add(self, client: Client) -> None: ...

    def save(self, client: Client) -> None: ...

    def client(self, client_id: UUID) -> Client | None: ...

    def get_for_update(self, client_id: UUID) -> Client | None:
        """The client, kept from other writers until the transaction ends."""

    def by_ids(self, client_ids: Iterable[UUID]) -> Mapping[UUID, Client]: ...

    def search(self, text: str, known_to: UUID | None = None) -> list[Client]:
        """Clients whose name or e-mail contains the text in any case, by name; only those a person knows of."""

    def is_known_to(self, client_id: UUID, person_id: UUID) -> bool:
        """Whether the person has or had an appointment with the client, or referred them."""

    def first_with(self, email: str) -> Client | None:
        """The earliest client with this e-mail, in any case."""

    def erase(self, client_id: UUID, at: datetime) -> None:
        """Blank every personal column of the client."""

    def is_erased(self, client_id: UUID) -> bool:
        """Whether there was such a client, who is now forgotten."""


class Staff(Protocol):
    """The register of people."""

    def add(self, person: Person) -> None:
        """Write a new person; raises NameTaken for a known e-mail."""

    def save(self, person: Person) -> None:
        """Write a person; raises NameTaken for another's e-mail."""

    def person(self, person_id: UUID) -> Person | None: ...

    def by_ids(self, person_ids: Iterable[UUID]) -> Mapping[UUID, Person]: ...

    def everyone(self) -> list[Person]:
        """All people, by name."""

    def of(self, roles: Sequence[PersonRole]) -> list[Person]:
        """The active people with one of these roles, by name."""


class Rooms(Protocol):
    """The rooms."""

    def add(self, room: Room) -> None:
        """Write a new room; raises NameTaken for a known name on the campus."""

    def save(self, room: Room) -> None:
        """Write a room; raises NameTaken for another's name on the campus."""

    def room(self, room_id: UUID) -> Room | None: ...

    def everywhere(self) -> list[Room]:
        """All rooms, by campus and name."""


class Timetable(Protocol):
    """People's weekly hours and exceptions."""

    def hours(self, person_ids: Sequence[UUID], first: date) -> Mapping[UUID, Hours]:
        """Each person's hours, with the exceptions from this date on."""

    def set_weekly(self, person_id: UUID, weekly: Sequence[WeeklyHours]) -> None:
        """Replace the weekly hours."""

    def set_exceptions(self, person_id: UUID, first: date, exceptions: Sequence[DatedException]) -> None:
        """Replace the exceptions from this date on."""


class Duties(Protocol):
    """Who is to be where, with what tells whether they can; and what was decided where they cannot."""

    def coming(
        self, now: datetime, first: date, person_id: UUID | None = None, appointment_id: UUID | None = None
    ) -> list[Duty]:
        """Each person's part in each held or booked appointment that has not begun, earliest first, in one reading.

        With the exceptions of their hours from the date `first` on, and the last decision about each; only of one
        person, or only of one appointment, where these are given.
        """

    def accept(self, acceptance: Acceptance) -> None:
        """Keep the decision; earlier ones are kept as well."""


class FollowUps(Protocol):
    """The follow-ups that were asked for: at most one for each appointment."""

    def save(self, follow_up: FollowUp) -> None:
        """Write the follow-up over what was known of it."""

    def of(self, follows_id: UUID) -> FollowUp | None: ...

    def unsettled(self) -> list[FollowUp]:
        """Those proposed or waiting for a time, the most urgent first; none that awaits its conversation."""

    def fallen(self) -> list[FollowUp]:
        """Those that fell through and wait for a person's decision, the longest first."""

    def decide(self, decision: Decision) -> None:
        """Keep a decision beside the earlier ones."""

    def decisions(self, follows_id: UUID) -> list[Decision]:
        """What was decided about the follow-up, oldest first."""

    def forget(self, client_id: UUID) -> None:
        """Delete the client's follow-ups, and what was decided about them."""


class Events(Protocol):
    """Publishes what happened, if and only if the transaction commits."""

    def emit(self, event: object) -> None: ...


class Receipts(Protocol):
    """Keeps what was replied to commands, for the same command sent again."""

    def concerns(self, client_id: UUID) -> None:
        """The command in hand is about this client: its receipt goes when the client is erased."""
