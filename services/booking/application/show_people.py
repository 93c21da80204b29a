"""Showing the members of staff."""

from __future__ import annotations

from services.booking.application import rights, views
from services.booking.application.desk import Desk
from shared.contracts.requests.booking import People, PersonView


def show_people(desk: Desk, ask: People) -> list[PersonView]:
    """For staff and the system, by name."""
    rights.staff_only(desk)
    return [
        views.of_person(person)
        for person in desk.staff.everyone()
        if ask.role in (None, person.role) and (person.is_active or ask.include_inactive)
    ]
