"""Adding and changing rooms."""

from __future__ import annotations

from uuid import UUID, uuid4

from services.booking.application import authorization, refusals, staff_views
from services.booking.application.ports import NameTaken
from services.booking.application.register_client import worded
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.staff import Room
from shared.contracts.requests.booking import AddRoom, ChangeRoom, RoomView


def add_room(ask: AddRoom, uow: UnitOfWork) -> RoomView:
    """By coordinators; its name must be new on the campus."""
    authorization.coordinators_only(uow)
    room = _room(uuid4(), ask)
    try:
        uow.rooms.add(room)
    except NameTaken as taken:
        raise refusals.room_name_taken() from taken
    return staff_views.of_room(room)


def change_room(ask: ChangeRoom, uow: UnitOfWork) -> RoomView:
    """By coordinators; an inactive room keeps what is booked and gets nothing new."""
    authorization.coordinators_only(uow)
    if uow.rooms.room(ask.room_id) is None:
        raise refusals.room_unknown()
    room = _room(ask.room_id, ask)
    try:
        uow.rooms.save(room)
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
