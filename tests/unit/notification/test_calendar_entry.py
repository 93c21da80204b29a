"""The calendar entry: one for each appointment, whatever becomes of it, and silent on what it is for."""

from __future__ import annotations

import re
from dataclasses import replace

import icalendar
import pytest

from services.notification.adapters.calendar_entry import CalendarEntries
from services.notification.domain.template import Calendar
from shared.contracts.vocabulary import Language
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import APPOINTMENT, HALF_TWO, LATER, MAIJA, STARTS, VIEW

ENTRIES = CalendarEntries("metropolia", "hyke@example.fi", "Hyke")


def entry(method: Calendar = Calendar.REQUEST, sequence: int = 0, language: Language = Language.FI) -> icalendar.Event:
    moved = VIEW if sequence == 0 else replace(VIEW, starts_at=LATER, ends_at=LATER + HALF_TWO)
    written = ENTRIES.write(method, moved, sequence, replace(MAIJA, language=language), "Toinen kerros.", NOW)
    calendar = icalendar.Calendar.from_ical(written)
    assert str(calendar["METHOD"]) == method.value
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_an_invitation_says_when_and_where() -> None:
    event = entry()
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (STARTS, STARTS + HALF_TWO)
    assert str(event["location"]) == "B204, Myllypuron kampus, Myllypurontie 1, 00920 Helsinki"
    assert str(event["description"]) == "Toinen kerros."
    assert (str(event["status"]), str(event["class"])) == ("CONFIRMED", "PRIVATE")
    assert str(event["attendee"]) == "mailto:maija@example.fi"
    assert str(event["organizer"]) == "mailto:hyke@example.fi"


def test_a_move_and_a_cancellation_are_later_revisions_of_the_same_entry() -> None:
    booked, moved, cancelled = entry(), entry(sequence=1), entry(Calendar.CANCEL, 2)
    assert {str(each["uid"]) for each in (booked, moved, cancelled)} == {f"{APPOINTMENT}@metropolia.hyke"}
    assert [each.decoded("sequence") for each in (booked, moved, cancelled)] == [0, 1, 2]
    assert moved.decoded("dtstart") == LATER
    assert str(cancelled["status"]) == "CANCELLED"


@pytest.mark.parametrize(
    ("language", "title"),
    [(Language.FI, "Keskusteluaika"), (Language.SV, "Samtalstid"), (Language.EN, "Conversation")],
)
def test_the_title_tells_a_colleague_who_sees_the_calendar_nothing(language: Language, title: str) -> None:
    event = entry(language=language)
    assert str(event["summary"]) == f"{title}, Myllypuron kampus"
    everything = event.to_ical().decode()
    assert not re.search("stress|terve|terap|hyvinvoin|häls|välbefinn|health|therap|well", everything, re.IGNORECASE)
