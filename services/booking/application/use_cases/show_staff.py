"""Showing the people and the rooms."""

from __future__ import annotations

from dataclasses import replace

from services.booking.application import authorization, staff_views
from services.booking.application.unit_of_work import UnitOfWork
from shared.contracts.requests.booking import People, PersonView, Rooms, RoomView


def show_people(ask: People, uow: UnitOfWork) -> list[PersonView]:
    """For staff and the system, by name."""
    authorization.staff_only(uow)
    return [
        staff_views.of_person(person)
        for person in uow.staff.everyone()
        if ask.role in (None, person.role) and (person.is_active or ask.include_inactive)
    ]


def show_rooms(ask: Rooms, uow: UnitOfWork) -> list[RoomView]:
    """By campus and name; inactive ones, and how to find a room, to staff alone: a client reads it with their time."""
    shows_all = ask.include_inactive and uow.is_for_staff
    found = [staff_views.of_room(room) for room in uow.rooms.everywhere() if room.is_active or shows_all]
    return found if uow.is_for_staff else [_in_public(room) for room in found]


def _in_public(room: RoomView) -> RoomView:
    return replace(room, name="", directions_fi="", directions_sv="", directions_en="")
