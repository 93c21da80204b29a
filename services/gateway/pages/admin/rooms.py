"""Rooms, with how to find them in three languages."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from services.gateway.web.forms import FormState, blank, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import directory, render, see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests import booking

blueprint = Blueprint("rooms", __name__)

DIRECTIONS = ("directions_fi", "directions_sv", "directions_en")


@blueprint.get("/rooms")
@staff_only(Role.COORDINATOR)
def overview() -> Response:
    """All rooms by campus."""
    rooms = sorted(ask(booking.Rooms(include_inactive=True)), key=lambda room: (room.campus, room.name))
    campuses = [(campus, [*those]) for campus, those in groupby(rooms, key=lambda room: room.campus)]
    return render("rooms/list.html", campuses=campuses)


@blueprint.get("/rooms/add")
@staff_only(Role.COORDINATOR)
def add_form(sent: FormState | None = None) -> Response:
    """The form for a new room."""
    return render("rooms/room.html", sent or blank(), room=None, directions=DIRECTIONS)


@blueprint.post("/rooms/add")
@staff_only(Role.COORDINATOR)
def add() -> Response:
    """Add it."""
    sent = submit(booking.AddRoom)
    if not sent.is_done:
        return add_form(sent=sent)
    directory().forget()
    return see_other("rooms.overview", said="room_added")


@blueprint.get("/rooms/<uuid:room_id>")
@staff_only(Role.COORDINATOR)
def page(room_id: UUID, sent: FormState | None = None) -> Response:
    """One room, to change."""
    room = next((each for each in ask(booking.Rooms(include_inactive=True)) if each.room_id == room_id), None)
    if room is None:
        abort(404)
    written = {name: getattr(room, name) for name in ("name", "campus", "address", *DIRECTIONS)}
    known = blank(**written, is_active="yes" if room.is_active else "")
    return render("rooms/room.html", sent or known, room=room, directions=DIRECTIONS)


@blueprint.post("/rooms/<uuid:room_id>")
@staff_only(Role.COORDINATOR)
def change(room_id: UUID) -> Response:
    """Change it."""
    sent = submit(booking.ChangeRoom, room_id=room_id)
    if not sent.is_done:
        return page(room_id=room_id, sent=sent)
    directory().forget()
    return see_other("rooms.overview", said="room_changed")
