"""The appointment as an iCalendar object (RFC 5545), which says where to be and when, and not what for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import icalendar

from services.notification.domain.template import Calendar
from shared.contracts.requests.booking import AppointmentView, Contact
from shared.contracts.vocabulary import Language

TITLES: Mapping[Language, str] = MappingProxyType(
    {Language.FI: "Keskusteluaika", Language.SV: "Samtalstid", Language.EN: "Conversation"}
)


@dataclass(frozen=True, slots=True)
class CalendarEntries:
    """Makes entries whose UID stays the same for an appointment as long as it lives."""

    stack: str
    organiser_address: str
    organiser_name: str

    def write(
        self,
        method: Calendar,
        appointment: AppointmentView,
        sequence: int,
        contact: Contact,
        directions: str,
        now: datetime,
    ) -> str:
        """The calendar object that puts the appointment into the contact's calendar, or takes it out."""
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//Hyke//Hyke//EN")
        calendar.add("version", "2.0")
        calendar.add("method", method.value)
        calendar.add_component(self._event(method, appointment, sequence, contact, directions, now))
        written: bytes = calendar.to_ical()
        return written.decode()

    def _event(
        self,
        method: Calendar,
        appointment: AppointmentView,
        sequence: int,
        contact: Contact,
        directions: str,
        now: datetime,
    ) -> icalendar.Event:
        room = appointment.room
        event = icalendar.Event()
        event.add("uid", f"{appointment.appointment_id}@{self.stack}.hyke")
        event.add("sequence", sequence)
        event.add("dtstamp", now)
        event.add("dtstart", appointment.starts_at)
        event.add("dtend", appointment.ends_at)
        event.add("summary", f"{TITLES[contact.language]}, {room.campus}")
        event.add("location", ", ".join(part for part in (room.name, room.campus, room.address) if part))
        event.add("status", "CANCELLED" if method is Calendar.CANCEL else "CONFIRMED")
        event.add("class", "PRIVATE")
        event.add("transp", "OPAQUE")
        if directions and method is Calendar.REQUEST:
            event.add("description", directions)
        event.add("organizer", person(self.organiser_address, self.organiser_name))
        event.add("attendee", attendee(contact))
        return event


def person(address: str, name: str) -> icalendar.vCalAddress:
    """A calendar user."""
    user = icalendar.vCalAddress(f"mailto:{address}")
    if name:
        user.params["CN"] = name
    return user


def attendee(contact: Contact) -> icalendar.vCalAddress:
    """The reader, who has agreed to come and need not answer."""
    user = person(contact.email, contact.name)
    user.params["ROLE"] = "REQ-PARTICIPANT"
    user.params["PARTSTAT"] = "ACCEPTED"
    user.params["RSVP"] = "FALSE"
    return user
