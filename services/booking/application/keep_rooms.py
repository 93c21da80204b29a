"""Adding and changing rooms."""

from __future__ import annotations

from uuid import UUID, uuid4

from services.booking.application import refusals, rights, staff_views
from services.booking.application.desk import Desk
from services.booking.application.ports import NameTaken
from services.booking.application.register_client import worded
from services.booking.domain.staff import Room
from shared.contracts.requests.booking import AddRoom, ChangeRoom, RoomView


def add_room(desk: Desk, ask: AddRoom) -> RoomView:
    """By coordinators; its name must be new on the campus."""
    rights.coordinators_only(desk)
    room = _room(uuid4(), ask)
    try:
        desk.rooms.add(room)
    except NameTaken as taken:
        raise refusals.room_name_taken() from taken
    return staff_views.of_room(room)


def change_room(desk: Desk, ask: ChangeRoom) -> RoomView:
    """By coordinators; an inactive room keeps what is booked and gets nothing new."""
    rights.coordinators_only(desk)
    if desk.rooms.room(ask.room_id) is None:
        raise refusals.room_unknown()
    room = _room(ask.room_id, ask)
    try:
        desk.rooms.save(room)
    except NameTaken as taken:
        raise refusals.room_name_taken() from taken
    return staff_views.of_room(room)


def _room(room_id: UUID, ask: AddRoom | ChangeRoom) -> Room:
    return Room(
        id=room_id,
        name=worded("name", ask.name),
        campus=worded("campus", ask.campus),
        address=worded("address", ask.address),
        directions_fi=ask.directions_fi,
        directions_sv=ask.directions_sv,
        directions_en=ask.directions_en,
        is_active=ask.is_active if isinstance(ask, ChangeRoom) else True,
    )
