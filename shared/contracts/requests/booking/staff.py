"""People, rooms and hours: what coordinators keep, and staff of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.booking.codes import PersonRole
from shared.contracts.requests.fields import Email, LongText, PersonName, Phone, PlaceName, Weekday
from shared.contracts.vocabulary import Language


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member of staff: coordinator, lecturer or occupational-therapy student."""

    person_id: UUID
    role: PersonRole
    name: str
    email: str
    language: Language
    is_active: bool
    phone: str = ""


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room on a campus, with how to find it in the three languages."""

    room_id: UUID
    name: str
    campus: str
    address: str
    is_active: bool
    directions_fi: str = ""
    directions_sv: str = ""
    directions_en: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours on one weekday (ISO, Monday 1), wall-clock time of the stack."""

    weekday: Weekday
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class AvailabilityException:
    """A date on which the person is away (all day, or for some hours), or available outside the weekly hours."""

    on: date
    is_available: bool
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityView:
    """When a person can be booked."""

    person_id: UUID
    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[AvailabilityException, ...]


@question("booking.rooms", reply=list[RoomView])
@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms; the public sees the active ones' campus and address."""

    include_inactive: bool = False


@question("booking.people", reply=list[PersonView])
@dataclass(frozen=True, slots=True)
class People:
    """Members of staff, for staff and the system."""

    role: PersonRole | None = None
    include_inactive: bool = False


@question("booking.availability", reply=AvailabilityView)
@dataclass(frozen=True, slots=True)
class Availability:
    """A person's weekly hours and exceptions from today on."""

    person_id: UUID


@command("booking.add_person", reply=PersonView, of_client=False)
@dataclass(frozen=True, slots=True)
class AddPerson:
    """Add a member of staff. The e-mail must be new."""

    role: PersonRole
    name: PersonName
    email: Email
    language: Language
    phone: Phone | None = None


@command("booking.change_person", reply=PersonView, of_client=False)
@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Change a member of staff; an inactive one gets no new appointments."""

    person_id: UUID
    name: PersonName
    email: Email
    language: Language
    is_active: bool
    phone: Phone | None = None


@command("booking.add_room", reply=RoomView, of_client=False)
@dataclass(frozen=True, slots=True)
class AddRoom:
    """Add a room. Its name must be new on the campus."""

    name: PlaceName
    campus: PlaceName
    address: PlaceName
    directions_fi: LongText = ""
    directions_sv: LongText = ""
    directions_en: LongText = ""


@command("booking.change_room", reply=RoomView, of_client=False)
@dataclass(frozen=True, slots=True)
class ChangeRoom:
    """Change a room; an inactive one gets no new appointments."""

    room_id: UUID
    name: PlaceName
    campus: PlaceName
    address: PlaceName
    is_active: bool
    directions_fi: LongText = ""
    directions_sv: LongText = ""
    directions_en: LongText = ""


@command("booking.set_weekly_hours", reply=AvailabilityView, of_client=False)
@dataclass(frozen=True, slots=True)
class SetWeeklyHours:
    """Replace a person's weekly hours: coordinators for anyone, others for themselves."""

    person_id: UUID
    weekly: tuple[WeeklyHours, ...]


@command("booking.set_exceptions", reply=AvailabilityView, of_client=False)
@dataclass(frozen=True, slots=True)
class SetExceptions:
    """Replace a person's exceptions from today on, under the same rule."""

    person_id: UUID
    exceptions: tuple[AvailabilityException, ...]
