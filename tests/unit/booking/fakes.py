"""Booking's ports in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.booking.application.ports import NameTaken, SlotTaken
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.calendar import DatedException, Hours, WeeklyHours
from services.booking.domain.clash import Acceptance, Duty
from services.booking.domain.client import Client
from services.booking.domain.decision import Decision
from services.booking.domain.follow_up import FollowUp, FollowUpState
from services.booking.domain.former_address import FormerAddress
from services.booking.domain.staff import Person, PersonRole, Room
from services.booking.domain.time_range import TimeRange


@dataclass
class FakeDiary:
    """A diary that refuses overlaps as the database does."""

    appointments: dict[UUID, Appointment] = field(default_factory=dict)
    occupying: set[UUID] = field(default_factory=set)
    quicker: list[Appointment] = field(default_factory=list)  # written by others just before the next add or move

    def add(self, appointment: Appointment) -> None:
        self._write(appointment)

    def move(self, appointment: Appointment) -> None:
        self._write(appointment)

    def save(self, appointment: Appointment) -> None:
        self.appointments[appointment.id] = appointment
        if not appointment.occupies:
            self.occupying.discard(appointment.id)

    def appointment(self, appointment_id: UUID) -> Appointment | None:
        return self.appointments.get(appointment_id)

    def get_for_update(self, appointment_id: UUID) -> Appointment | None:
        return self.appointments.get(appointment_id)

    def between(
        self, window: TimeRange, client_id: UUID | None = None, people: Sequence[UUID] = ()
    ) -> list[Appointment]:
        return [
            each
            for each in self._in_order()
            if window.starts_at <= each.starts_at < window.ends_at
            and client_id in (None, each.client_id)
            and all(each.team.has(person_id) for person_id in people)
        ]

    def open_of(self, client_id: UUID, now: datetime) -> list[Appointment]:
        return [
            each for each in self._in_order() if each.client_id == client_id and each.is_open and each.starts_at > now
        ]

    def next_of(self, client_ids: Sequence[UUID], now: datetime) -> Mapping[UUID, Appointment]:
        coming = {State.HELD, State.BOOKED, State.UNDER_WAY}
        found = [each for each in self._in_order() if each.state in coming and each.ends_at > now]
        return {each.client_id: each for each in reversed(found) if each.client_id in client_ids}

    def passed_holds(self, now: datetime) -> list[Appointment]:
        return [each for each in self._in_order() if each.state is State.HELD and each.starts_at <= now]

    def busy(self, window: TimeRange, excluding: UUID | None = None) -> Mapping[UUID, list[TimeRange]]:
        taken: dict[UUID, list[TimeRange]] = {}
        for appointment_id in self.occupying - {excluding}:
            for resource_id, span in engaged(self.appointments[appointment_id]):
                if span.overlaps(window):
                    taken.setdefault(resource_id, []).append(span)
        return taken

    def loads(self, window: TimeRange) -> Mapping[UUID, int]:
        return {resource_id: len(spans) for resource_id, spans in self.busy(window).items()}

    def forget(self, client_id: UUID) -> None:
        for each in self.between_all():
            if each.client_id == client_id and each.reason:
                self.appointments[each.id] = forgotten(each)

    def between_all(self) -> list[Appointment]:
        """Every appointment, earliest first."""
        return list(self._in_order())

    def _write(self, appointment: Appointment) -> None:
        while self.quicker:
            self._write(self.quicker.pop())
        for resource_id, span in engaged(appointment):
            for taken in self.busy(span, appointment.id).get(resource_id, ()):
                if taken.overlaps(span):
                    raise SlotTaken
        self.appointments[appointment.id] = appointment
        if appointment.occupies:
            self.occupying.add(appointment.id)

    def _in_order(self) -> Iterator[Appointment]:
        return iter(sorted(self.appointments.values(), key=lambda each: (each.starts_at, each.id)))


def engaged(appointment: Appointment) -> Iterator[tuple[UUID, TimeRange]]:
    """Who is taken by an appointment, and when."""
    team = appointment.team
    for resource_id in (*team.student_ids, team.lecturer_id, team.room_id):
        yield resource_id, appointment.busy
    yield appointment.client_id, appointment.conversation


def forgotten(appointment: Appointment) -> Appointment:
    """The appointment without what it tells of its client's situation."""
    return Appointment(
        id=appointment.id,
        client_id=appointment.client_id,
        state=appointment.state,
        conversation=appointment.conversation,
        busy=appointment.busy,
        team=appointment.team,
        follows_id=appointment.follows_id,
        version=appointment.version,
    )


@dataclass
class FakeClients:
    """A register of clients that asks the diary who knows whom."""

    diary: FakeDiary
    known: dict[UUID, Client] = field(default_factory=dict)
    erased: set[UUID] = field(default_factory=set)

    def add(self, client: Client) -> None:
        self.known[client.id] = client

    def save(self, client: Client) -> None:
        self.known[client.id] = client

    def client(self, client_id: UUID) -> Client | None:
        return self.known.get(client_id)

    def get_for_update(self, client_id: UUID) -> Client | None:
        return self.known.get(client_id)

    def by_ids(self, client_ids: Iterable[UUID]) -> Mapping[UUID, Client]:
        return {each: self.known[each] for each in client_ids if each in self.known}

    def search(self, text: str, known_to: UUID | None = None) -> list[Client]:
        found = [
            client
            for client in self.known.values()
            if (text.lower() in client.name.lower() or text.lower() in client.email.lower())
            and (known_to is None or self.is_known_to(client.id, known_to))
        ]
        return sorted(found, key=lambda client: (client.name.lower(), client.id))

    def is_known_to(self, client_id: UUID, person_id: UUID) -> bool:
        client = self.known.get(client_id)
        shared = (each for each in self.diary.between_all() if each.client_id == client_id)
        return client is not None and (
            client.referred_by == person_id or any(each.team.has(person_id) for each in shared)
        )

    def first_with(self, email: str) -> Client | None:
        found = [client for client in self.known.values() if client.email.lower() == email.lower()]
        return min(found, key=lambda client: (client.created_at, client.id), default=None)

    def erase(self, client_id: UUID, at: datetime) -> None:
        del self.known[client_id]
        self.erased.add(client_id)

    def is_erased(self, client_id: UUID) -> bool:
        return client_id in self.erased


@dataclass
class FakeStaff:
    """A register of people."""

    people: dict[UUID, Person] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        self.save(person)

    def save(self, person: Person) -> None:
        others = (each for each in self.people.values() if each.id != person.id)
        if any(each.email.lower() == person.email.lower() for each in others):
            raise NameTaken
        self.people[person.id] = person

    def person(self, person_id: UUID) -> Person | None:
        return self.people.get(person_id)

    def by_ids(self, person_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
        return {each: self.people[each] for each in person_ids if each in self.people}

    def everyone(self) -> list[Person]:
        return sorted(self.people.values(), key=lambda each: (each.name.lower(), each.id))

    def of(self, roles: Sequence[PersonRole]) -> list[Person]:
        return [each for each in self.everyone() if each.is_active and each.role in roles]


@dataclass
class FakeRooms:
    """The rooms."""

    rooms: dict[UUID, Room] = field(default_factory=dict)

    def add(self, room: Room) -> None:
        self.save(room)

    def save(self, room: Room) -> None:
        others = (each for each in self.rooms.values() if each.id != room.id)
        if any((each.campus.lower(), each.name.lower()) == (room.campus.lower(), room.name.lower()) for each in others):
            raise NameTaken
        self.rooms[room.id] = room

    def room(self, room_id: UUID) -> Room | None:
        return self.rooms.get(room_id)

    def everywhere(self) -> list[Room]:
        return sorted(self.rooms.values(), key=lambda each: (each.campus, each.name))


@dataclass
class FakeTimetable:
    """People's hours."""

    known: dict[UUID, Hours] = field(default_factory=dict)

    def hours(self, person_ids: Sequence[UUID], first: date) -> Mapping[UUID, Hours]:
        return {each: self._from(each, first) for each in person_ids}

    def set_weekly(self, person_id: UUID, weekly: Sequence[WeeklyHours]) -> None:
        in_order = sorted(weekly, key=lambda each: (each.weekday, each.starts, each.ends))
        self.known[person_id] = Hours(tuple(in_order), self._of(person_id).exceptions)

    def set_exceptions(self, person_id: UUID, first: date, exceptions: Sequence[DatedException]) -> None:
        hours = self._of(person_id)
        kept = [each for each in hours.exceptions if each.on < first]
        in_order = sorted([*kept, *exceptions], key=lambda each: each.on)
        self.known[person_id] = Hours(hours.weekly, tuple(in_order))

    def _from(self, person_id: UUID, first: date) -> Hours:
        hours = self._of(person_id)
        return Hours(hours.weekly, tuple(each for each in hours.exceptions if each.on >= first))

    def _of(self, person_id: UUID) -> Hours:
        return self.known.get(person_id, Hours())


@dataclass
class FakeDuties:
    """Duties read off the other fakes, and the decisions about them."""

    diary: FakeDiary
    staff: FakeStaff
    timetable: FakeTimetable
    accepted: list[Acceptance] = field(default_factory=list)

    def coming(
        self, now: datetime, first: date, person_id: UUID | None = None, appointment_id: UUID | None = None
    ) -> list[Duty]:
        return [
            Duty(
                appointment=each,
                person=self.staff.people[member],
                hours=self.timetable.hours([member], first)[member],
                acceptance=self._latest(each.id, member),
            )
            for each in self.diary.between_all()
            if each.is_open and each.starts_at > now and appointment_id in (None, each.id)
            for member in sorted((*each.team.student_ids, each.team.lecturer_id))
            if person_id in (None, member)
        ]

    def accept(self, acceptance: Acceptance) -> None:
        self.accepted.append(acceptance)

    def _latest(self, appointment_id: UUID, person_id: UUID) -> Acceptance | None:
        about = [each for each in self.accepted if (each.appointment_id, each.person_id) == (appointment_id, person_id)]
        return about[-1] if about else None


@dataclass
class FakeFollowUps:
    """The follow-ups."""

    known: dict[UUID, FollowUp] = field(default_factory=dict)
    decided: list[Decision] = field(default_factory=list)

    def save(self, follow_up: FollowUp) -> None:
        self.known[follow_up.follows_id] = follow_up

    def of(self, follows_id: UUID) -> FollowUp | None:
        return self.known.get(follows_id)

    def unsettled(self) -> list[FollowUp]:
        open_ = {FollowUpState.PROPOSED, FollowUpState.WAITING}
        listed = [each for each in self.known.values() if each.state in open_ and not each.awaits_conversation]
        return sorted(listed, key=lambda each: each.urgency)

    def fallen(self) -> list[FollowUp]:
        return sorted(
            (each for each in self.known.values() if each.fell_through),
            key=lambda each: (each.fell_through_at, each.follows_id),
        )

    def decide(self, decision: Decision) -> None:
        self.decided.append(decision)

    def decisions(self, follows_id: UUID) -> list[Decision]:
        return [each for each in self.decided if each.follows_id == follows_id]

    def forget(self, client_id: UUID) -> None:
        self.known = {key: each for key, each in self.known.items() if each.client_id != client_id}
        self.decided = [each for each in self.decided if each.client_id != client_id]


@dataclass
class FakeEvents:
    """Keeps what was emitted."""

    emitted: list[object] = field(default_factory=list)

    def emit(self, event: object) -> None:
        self.emitted.append(event)


@dataclass
class FakeFormerAddresses:
    """Former addresses in a list."""

    kept: list[FormerAddress] = field(default_factory=list)

    def add(self, former: FormerAddress) -> None:
        self.kept.append(former)

    def find(self, former_address_id: UUID) -> FormerAddress | None:
        return next((each for each in self.kept if each.id == former_address_id), None)

    def latest_of(self, client_ids: Sequence[UUID]) -> Mapping[UUID, FormerAddress]:
        ordered = sorted(self.kept, key=lambda each: each.changed_at)
        return {each.client_id: each for each in ordered if each.client_id in client_ids}

    def forget(self, client_id: UUID) -> None:
        self.kept = [each for each in self.kept if each.client_id != client_id]
