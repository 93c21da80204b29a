"""People of the staff and rooms as their readers see them."""

from __future__ import annotations

from services.booking.domain.staff import Person, Room
from shared.contracts.requests import booking as published


def of_person(person: Person) -> published.PersonView:
    """A member of staff."""
    return published.PersonView(
        person_id=person.id,
        role=person.role,
        name=person.name,
        email=person.email,
        language=person.language,
        is_active=person.is_active,
        phone=person.phone,
    )


def of_room(room: Room) -> published.RoomView:
    """A room with its directions."""
    return published.RoomView(
        room_id=room.id,
        name=room.name,
        campus=room.campus,
        address=room.address,
        is_active=room.is_active,
        directions_fi=room.directions_fi,
        directions_sv=room.directions_sv,
        directions_en=room.directions_en,
    )
