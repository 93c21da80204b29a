"""An appointment as a file for the client's own calendar: where to be and when, and not what for."""

from __future__ import annotations

from datetime import datetime

import icalendar

from services.gateway.web.app_context import app_context
from shared.contracts.requests.booking import AppointmentView


def calendar_file(appointment: AppointmentView, directions: str, title: str, now: datetime) -> bytes:
    """An iCalendar object with the UID of the invitation that went by mail, so that a calendar keeps one entry."""
    event = icalendar.Event()
    room = appointment.room
    event.add("uid", f"{appointment.appointment_id}@{app_context().settings.stack}.hyke")
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", f"{title}, {room.campus}")
    event.add("location", ", ".join(part for part in (room.name, room.campus, room.address) if part))
    event.add("class", "PRIVATE")
    if directions:
        event.add("description", directions)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Hyke//Hyke//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
