"""A small university at which the tests book: one lecturer, two students, one room, Monday to Friday."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.book_appointment import book_appointment
from services.booking.application.use_cases.give_consent import give_consent
from services.booking.application.use_cases.keep_people import add_person, change_person
from services.booking.application.use_cases.keep_rooms import add_room
from services.booking.application.use_cases.refer_client import refer_client
from services.booking.application.use_cases.set_hours import set_exceptions, set_weekly_hours
from services.booking.domain.staff import PersonRole
from shared.contracts.actor import PUBLIC, SYSTEM, Actor, Role
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import Language
from tests.fake_receipts import FakeReceipts
from tests.unit.booking.fakes import (
    FakeClients,
    FakeDiary,
    FakeDuties,
    FakeEvents,
    FakeFollowUps,
    FakeFormerAddresses,
    FakeRooms,
    FakeStaff,
    FakeTimetable,
)

ZONE = ZoneInfo("Europe/Helsinki")
MONDAY = datetime(2026, 3, 2, 8, tzinfo=ZONE).astimezone(UTC)
CAMPUS = "Myllypuro"
OFFICE = (time(9), time(16))
E_ = TypeVar("E_")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """The wall-clock time on a day counted from the Monday on which the tests begin."""
    local = MONDAY.astimezone(ZONE).replace(tzinfo=None, hour=hour, minute=minute)
    return (local + timedelta(days=day)).replace(tzinfo=ZONE).astimezone(UTC)


def uuid(number: int) -> UUID:
    """An id that reads well in a failing test."""
    return UUID(int=number)


@dataclass
class University:
    """The ports in memory, and a unit of work for whoever asks."""

    now: datetime = MONDAY
    diary: FakeDiary = field(default_factory=FakeDiary)
    staff: FakeStaff = field(default_factory=FakeStaff)
    rooms: FakeRooms = field(default_factory=FakeRooms)
    timetable: FakeTimetable = field(default_factory=FakeTimetable)
    follow_ups: FakeFollowUps = field(default_factory=FakeFollowUps)
    former_addresses: FakeFormerAddresses = field(default_factory=FakeFormerAddresses)
    events: FakeEvents = field(default_factory=FakeEvents)
    receipts: FakeReceipts = field(default_factory=FakeReceipts)
    count: int = 0

    def __post_init__(self) -> None:
        self.clients = FakeClients(self.diary)
        self.duties = FakeDuties(self.diary, self.staff, self.timetable)
        self.lecturer = self.person("lecturer")
        self.students = (self.person("student"), self.person("student"))
        self.room = self.add_room()

    def uow(self, actor: Actor = SYSTEM) -> UnitOfWork:
        """The unit of work as this caller finds it now."""
        return UnitOfWork(
            diary=self.diary,
            clients=self.clients,
            former_addresses=self.former_addresses,
            staff=self.staff,
            rooms=self.rooms,
            timetable=self.timetable,
            duties=self.duties,
            follow_ups=self.follow_ups,
            events=self.events,
            receipts=self.receipts,
            now=self.now,
            actor=actor,
            zone=ZONE,
        )

    @property
    def coordinator(self) -> UnitOfWork:
        return self.uow(Actor(Role.COORDINATOR))

    @property
    def public(self) -> UnitOfWork:
        return self.uow(PUBLIC)

    def as_client(self, client_id: UUID, appointment_id: UUID | None = None) -> UnitOfWork:
        """By an invitation, or by the link of an appointment."""
        return self.uow(Actor(Role.CLIENT, client_id, appointment_id))

    def by_link(self, view: asks.AppointmentView) -> UnitOfWork:
        """By the appointment's own link."""
        return self.as_client(view.client_id, view.appointment_id)

    def as_lecturer(self, person_id: UUID | None = None) -> UnitOfWork:
        return self.uow(Actor(Role.LECTURER, person_id or self.lecturer))

    def as_student(self, person_id: UUID | None = None) -> UnitOfWork:
        return self.uow(Actor(Role.STUDENT, person_id or self.students[0]))

    def person(self, role: PersonRole) -> UUID:
        """Somebody new who works from nine to four, Monday to Friday."""
        self.count += 1
        ask = asks.AddPerson(role, f"{role} {self.count}", f"{role}{self.count}@uni.example", Language.FI)
        person_id = add_person(ask, self.uow()).person_id
        self.works(person_id)
        return person_id

    def works(self, person_id: UUID, starts: time = OFFICE[0], ends: time = OFFICE[1]) -> None:
        """These hours, Monday to Friday."""
        weekly = tuple(asks.WeeklyHours(day, starts, ends) for day in range(1, 6))
        set_weekly_hours(asks.SetWeeklyHours(person_id, weekly), self.uow())

    def never_works(self, person_id: UUID) -> None:
        set_weekly_hours(asks.SetWeeklyHours(person_id, ()), self.uow())

    def away(self, person_id: UUID, *days: date) -> None:
        """Away on these days, all day long."""
        exceptions = tuple(asks.AvailabilityException(day, is_available=False) for day in days)
        set_exceptions(asks.SetExceptions(person_id, exceptions), self.uow())

    def switched(self, person_id: UUID, *, is_active: bool) -> None:
        """No longer active, or active again."""
        person = self.staff.people[person_id]
        change = asks.ChangePerson(person_id, person.name, person.email, person.language, is_active)
        change_person(change, self.uow())

    def cannot(self, person_id: UUID, how: str, day: date) -> None:
        """Somebody cannot come on this day: away, switched off, or with other hours."""
        if how == "away":
            self.away(person_id, day)
        elif how == "switched off":
            self.switched(person_id, is_active=False)
        else:
            self.works(person_id, time(12), time(16))

    def add_room(self, campus: str = CAMPUS) -> UUID:
        self.count += 1
        ask = asks.AddRoom(f"Room {self.count}", campus, "Street 1", "Ovesta", "Genom dörren", "By the door")
        return add_room(ask, self.uow()).room_id

    def client(self) -> UUID:
        """Somebody whom a coordinator referred, and who consented."""
        self.count += 1
        ask = asks.ReferClient(f"Client {self.count}", f"client{self.count}@mail.example", Language.FI, "other")
        client_id = refer_client(ask, self.coordinator).client_id
        give_consent(asks.GiveConsent(client_id, "1"), self.as_client(client_id))
        return client_id

    def booked(self, starts_at: datetime, client_id: UUID | None = None) -> asks.AppointmentView:
        """A coordinator's booking."""
        ask = asks.BookAppointment(client_id or self.client(), starts_at, CAMPUS)
        return book_appointment(ask, self.coordinator)

    def heard(self, kind: type[E_]) -> list[E_]:
        """The events of one kind, in order."""
        return [each for each in self.events.emitted if isinstance(each, kind)]
