"""Showing the people and the rooms."""

from __future__ import annotations

from dataclasses import replace

from services.booking.application import rights, staff_views
from services.booking.application.desk import Desk
from shared.contracts.requests.booking import People, PersonView, Rooms, RoomView


def show_people(desk: Desk, ask: People) -> list[PersonView]:
    """For staff and the system, by name."""
    rights.staff_only(desk)
    return [
        staff_views.of_person(person)
        for person in desk.staff.everyone()
        if ask.role in (None, person.role) and (person.is_active or ask.include_inactive)
    ]


def show_rooms(desk: Desk, ask: Rooms) -> list[RoomView]:
    """By campus and name; inactive ones, and how to find a room, to staff alone: a client reads it with their time."""
    shows_all = ask.include_inactive and desk.is_for_staff
    found = [staff_views.of_room(room) for room in desk.rooms.everywhere() if room.is_active or shows_all]
    return found if desk.is_for_staff else [_in_public(room) for room in found]


def _in_public(room: RoomView) -> RoomView:
    return replace(room, name="", directions_fi="", directions_sv="", directions_en="")
