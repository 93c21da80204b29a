"""The facts that a template's words are filled with, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from services.notification.application.ports import AlertStanding
from services.notification.domain.alert import ESCALATE_AFTER, MAX_ROUNDS
from services.notification.domain.message import Message
from shared.contracts.names import harmless
from shared.contracts.requests.booking import AppointmentView, Contact, RoomView
from shared.contracts.vocabulary import Language
from shared.texts import Dates

AND: Mapping[Language, str] = MappingProxyType({Language.FI: "ja", Language.SV: "och", Language.EN: "and"})

Fact = str | int | None
MINUTE = timedelta(minutes=1)


def facts_of(
    message: Message, contact: Contact, appointment: AppointmentView | None, link: str, dates: Dates
) -> dict[str, Fact]:
    """Everything that a template may use; what is not known is none, and may be asked for but not written."""
    language = contact.language
    previous = message.previous_starts_at
    return {
        "name": first_name(contact.name),
        "link": link,
        "position": message.position,
        "previous": dates.when(previous, language) if previous else None,
        "is_same_time": bool(previous and appointment and previous == appointment.starts_at),
        **appointment_facts(appointment, language, dates),
    }


def appointment_facts(appointment: AppointmentView | None, language: Language, dates: Dates) -> Mapping[str, Fact]:
    """When and where the appointment is, and with whom."""
    if appointment is None:
        names = (
            "when",
            "start",
            "day",
            "clock",
            "room",
            "place",
            "directions",
            "students",
            "lecturer",
            "student_count",
        )
        return dict.fromkeys(names)
    return {
        "when": dates.span(appointment.starts_at, appointment.ends_at, language),
        "start": dates.when(appointment.starts_at, language),
        "day": dates.day(appointment.starts_at, language),
        "clock": dates.clock(appointment.starts_at, language),
        "room": bare_room(appointment.room.name),
        "place": place(appointment.room),
        "directions": directions(appointment.room, language),
        "students": joined(appointment.student_names, language),
        "student_count": len(appointment.student_names),
        "lecturer": appointment.lecturer_name,
    }


def alert_facts(standing: AlertStanding | None) -> Mapping[str, Fact]:
    """What the alert calls to now, what follows if nobody answers, and who has settled it."""
    alert = standing.alert if standing else None
    return {
        "stage": standing.stage if standing else "now",
        "is_escalated": alert is not None and alert.is_escalated,
        "is_last": alert is not None and alert.calls_have_ended,
        "is_taken_over": alert is not None and alert.is_taken_over,
        "settled_by": harmless(standing.settled_by) if standing and standing.settled_by else None,
        "most_rounds": MAX_ROUNDS,
        "escalates_after": ESCALATE_AFTER // MINUTE,
    }


def place(room: RoomView) -> str:
    """Campus and street address."""
    return ", ".join(part for part in (room.campus, room.address) if part)


def bare_room(name: str) -> str:
    """The room's name without the word for a room, which the texts put before it in the reader's language."""
    return re.sub(r"^(huone|rum|room)\s+(?=\S)", "", name, flags=re.IGNORECASE)


def directions(room: RoomView, language: Language) -> str:
    """How to find the room, in the reader's language; the Finnish ones where there are no others."""
    written = {Language.FI: room.directions_fi, Language.SV: room.directions_sv, Language.EN: room.directions_en}
    return (written[language] or room.directions_fi).strip()


def first_name(name: str) -> str:
    """The name that one is greeted by."""
    return (name.split() or [""])[0]


def joined(names: Sequence[str], language: Language) -> str:
    """Aino, Aino ja Eero."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {AND[language]} {names[-1]}"
