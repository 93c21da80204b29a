"""What booking tells of people and places, as it may stand in a mail whatever was typed once: see ``harmless``."""

from __future__ import annotations

from dataclasses import replace

from shared.contracts.names import harmless, visible
from shared.contracts.requests.booking import AppointmentView, Contact, RoomView


def plain_contact(contact: Contact) -> Contact:
    """The reader, whose name leads nowhere."""
    return replace(contact, name=harmless(contact.name))


def plain_appointment(appointment: AppointmentView) -> AppointmentView:
    """The appointment, whose people and room are on one line each."""
    return replace(
        appointment,
        student_names=tuple(map(harmless, appointment.student_names)),
        lecturer_name=harmless(appointment.lecturer_name),
        room=plain_room(appointment.room),
    )


def plain_room(room: RoomView) -> RoomView:
    """The room; directions keep their lines."""
    return replace(
        room,
        name=visible(room.name),
        campus=visible(room.campus),
        address=visible(room.address),
        directions_fi=_lines(room.directions_fi),
        directions_sv=_lines(room.directions_sv),
        directions_en=_lines(room.directions_en),
    )


def _lines(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))
