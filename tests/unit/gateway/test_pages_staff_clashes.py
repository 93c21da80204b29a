"""What somebody cannot make stands where it can be settled, and a move says what it changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.requests import booking
from shared.refusal import conflict
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import (
    COORDINATOR,
    LECTURER,
    STUDENT,
    StaffWorld,
    clash,
    signed_in,
    staff_world,
)

PLACES = {"today": "/today", "hours": f"/availability/{STUDENT}", "person": f"/people/{STUDENT}"}


@pytest.fixture
def world(house: House) -> StaffWorld:
    made = staff_world(house)
    clash(made)
    return made


@pytest.fixture
def coordinator(browser: Browser, house: House, world: StaffWorld) -> Browser:
    return signed_in(browser, house, "coordinator")


def path(world: StaffWorld, deed: str) -> str:
    return f"/appointments/{world.appointment.appointment_id}{deed}"


@pytest.mark.parametrize("place", PLACES.values())
def test_a_clash_stands_with_the_ways_to_settle_it(coordinator: Browser, world: StaffWorld, place: str) -> None:
    page = coordinator.get(place).text
    assert "Eero Niemi" in page
    assert "poissa" in page
    assert f'href="{path(world, "/move")}?' in page
    assert f'href="{path(world, "/cancel")}"' in page
    assert f'action="{path(world, f"/clashes/{STUDENT}")}"' in page
    world.clashes = []
    assert "clash-list" not in coordinator.get(place).text


def test_the_ways_lead_to_the_week_of_the_appointment(coordinator: Browser, world: StaffWorld) -> None:
    page = coordinator.get("/today").text
    assert re.search(rf"{path(world, '/move')}\?campus=[^&]+&amp;week=2026-11-30", page)


def test_a_proposal_is_declined_and_not_cancelled(coordinator: Browser, world: StaffWorld) -> None:
    clash(world, state="held")
    page = coordinator.get("/today").text
    assert f'href="{path(world, "/decline")}"' in page


@pytest.mark.parametrize("place", [*PLACES.values(), "appointment"])
def test_nobody_is_offered_to_hold_it_with_one_who_left(coordinator: Browser, world: StaffWorld, place: str) -> None:
    clash(world, "left")
    page = coordinator.get(path(world, "") if place == "appointment" else place).text
    assert "ei enää aktiivinen" in page
    assert f"/clashes/{STUDENT}" not in page


@pytest.mark.parametrize(("seen_on", "place"), [*PLACES.items(), ("appointment", ""), ("elsewhere", "")])
def test_a_decision_leads_back_to_where_it_was_made(
    coordinator: Browser, world: StaffWorld, seen_on: str, place: str
) -> None:
    form = {"version": "3", "cause": "away", "seen_on": seen_on}
    answer = coordinator.post(path(world, f"/clashes/{STUDENT}"), form, on="/people/add")
    assert answer.location == (place or path(world, ""))
    appointment_id = world.appointment.appointment_id
    assert world.sent(booking.AcceptClash) == [booking.AcceptClash(appointment_id, STUDENT, 3, "away")]
    assert "Keskustelu pidetään tähän aikaan" in coordinator.get(answer.location).text


def test_a_decision_about_what_has_changed_is_refused_in_words(coordinator: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.AcceptClash] = conflict("clash_changed", "version")
    form = {"version": "2", "cause": "away", "seen_on": "today"}
    page = coordinator.post(path(world, f"/clashes/{STUDENT}"), form, on="/people/add")
    assert page.status_code == 409
    assert "ovat muuttuneet" in page.text


@pytest.mark.parametrize(("by", "words"), [(COORDINATOR, "Merkinnyt Maija Aho ti 24.11."), (None, "Sovittu jo")])
def test_who_decided_stands_on_the_appointment(coordinator: Browser, world: StaffWorld, by: Any, words: str) -> None:
    world.clashes = [replace(world.clashes[0], accepted_at=NOW, accepted_by=by)]
    page = coordinator.get(path(world, "")).text
    assert f"Eero Niemi, poissa. {words}" in page
    assert f"/clashes/{STUDENT}" not in page
    assert "clash-list" not in coordinator.get("/today").text


def test_the_person_sees_their_own_and_may_say_that_they_come(
    browser: Browser, house: House, world: StaffWorld
) -> None:
    student = signed_in(browser, house, "student")
    for place in ("/today", f"/availability/{STUDENT}"):
        page = student.get(place).text
        assert "Varaukset, joihin et pääse" in page
        assert "Tulen silti" in page


def test_more_than_five_are_all_there(coordinator: Browser, world: StaffWorld) -> None:
    world.clashes = [
        replace(world.clashes[0], appointment=replace(world.appointment, appointment_id=uuid4())) for _ in range(12)
    ]
    page = coordinator.get("/today").text
    assert page.count('<li class="clash">') == 12
    assert "Näytä loput 7" in page


def test_switching_somebody_off_shows_at_once_what_they_leave_behind(coordinator: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.ChangePerson] = replace(world.people[1], is_active=False)
    form = {"name": "Eero Niemi", "email": "eero@example.fi", "language": "fi"}
    answer = coordinator.post(f"/people/{STUDENT}", form, on="/people/add")
    assert answer.location == f"/people/{STUDENT}"
    page = coordinator.get(answer.location).text
    assert "Varaukset, joihin Eero Niemi ei pääse" in page
    assert "Henkilön tiedot on tallennettu." in page


def test_saving_away_days_shows_at_once_what_they_hit(coordinator: Browser, world: StaffWorld) -> None:
    form = {"rows": "1", "on_0": "2026-12-01", "kind_0": "away"}
    answer = coordinator.post(f"/availability/{STUDENT}/exceptions", form, on="/people/add")
    assert "Varaukset, joihin Eero Niemi ei pääse" in coordinator.get(answer.location).text


def test_one_who_left_is_in_the_calendars_filter_and_has_a_calendar(coordinator: Browser, world: StaffWorld) -> None:
    world.people[1] = replace(world.people[1], is_active=False)
    page = coordinator.get(f"/calendar?person={STUDENT}").text
    left = page[page.index("<optgroup") : page.index("</optgroup>")]
    assert f'value="{STUDENT}" selected' in left
    assert str(LECTURER) not in left
    assert f'href="/calendar?person={STUDENT}"' in coordinator.get("/people").text


def test_its_own_time_says_that_others_will_hold_it(coordinator: Browser, world: StaffWorld) -> None:
    starts = world.appointment.starts_at
    times = [booking.FreeTime(at, at, world.appointment.room.campus) for at in (starts, starts + timedelta(hours=2))]
    world.house.ask.answers[booking.FreeTimes] = times
    page = coordinator.get(path(world, "/move")).text
    assert page.count("sama aika, ohjaajat vaihtuvat") == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": NOW + timedelta(days=9)}, "Aika on siirretty. Asiakas saa viestin."),
        ({"starts_at": NOW + timedelta(days=9), "lecturer_id": uuid4()}, "Aika on siirretty, ja ohjaajat vaihtuivat."),
        ({"student_ids": (uuid4(),)}, "Ohjaajat vaihtuivat, aika pysyi samana."),
        ({}, "Paikka vaihtui, aika ja ohjaajat pysyivät samoina."),
        ({"state": "held"}, "Aikaa on ehdotettu asiakkaalle."),
    ],
)
def test_a_move_says_what_it_changed(
    coordinator: Browser, world: StaffWorld, changes: dict[str, Any], words: str
) -> None:
    world.house.ask.answers[booking.RescheduleAppointment] = replace(world.appointment, **changes)
    form = {"starts_at": world.appointment.starts_at.isoformat(), "campus": world.appointment.room.campus}
    answer = coordinator.post(path(world, "/move"), form, on="/people/add")
    assert words in coordinator.get(answer.location).text


def test_a_move_that_changes_nothing_is_not_called_one(coordinator: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.RescheduleAppointment] = conflict("nothing_to_move", "starts_at")
    form = {"starts_at": world.appointment.starts_at.isoformat(), "campus": world.appointment.room.campus}
    page = coordinator.post(path(world, "/move"), form, on="/people/add")
    assert page.status_code == 409
    assert "Mikään ei muuttunut" in page.text
