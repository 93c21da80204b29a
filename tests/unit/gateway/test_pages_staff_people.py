"""People, rooms and hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.pages.staff.availability import read_clock
from shared.contracts.requests import booking
from shared.refusal import conflict, invalid
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import STUDENT, StaffWorld, signed_in, staff_world

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation that is going on."""
    return staff_world(house)


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


@pytest.fixture
def coordinator(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """A coordinator."""
    return signed_in(browser, house, "coordinator")


def test_a_new_persons_password_is_shown_once(coordinator: Browser, world: StaffWorld, house: House) -> None:
    world.house.ask.answers[booking.AddPerson] = booking.PersonView(
        uuid4(), "student", "Uusi Opiskelija", "uusi@example.fi", world.client.language, is_active=True
    )
    form = {"role": "student", "name": "Uusi Opiskelija", "email": "uusi@example.fi", "language": "fi"}

    page = coordinator.post("/people/add", {**form, "idempotency_key": "a-key-of-this-form"}, on="/people/add")
    again = coordinator.post("/people/add", {**form, "idempotency_key": "a-key-of-this-form"}, on="/people/add")

    assert "uusi.opiskelija" in page.text
    assert "Salasana" in page.text
    assert "Tunnus on jo tehty" in again.text


def test_a_username_that_is_taken_is_told_at_its_field(coordinator: Browser, world: StaffWorld) -> None:
    form = {
        "role": "student",
        "name": "Uusi",
        "email": "uusi@example.fi",
        "language": "fi",
        "username": "the.coordinator",
    }

    page = coordinator.post("/people/add", form, on="/people/add")

    assert page.status_code == 409
    assert 'value="uusi@example.fi"' in page.text
    assert world.sent(booking.AddPerson) == []


def test_someone_who_leaves_is_marked_so(coordinator: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.ChangePerson] = replace(world.people[1], is_active=False)
    form = {"name": "Eero Niemi", "email": "eero@example.fi", "language": "fi"}

    answer = coordinator.post(f"/people/{STUDENT}", form, on="/people")

    assert answer.location == "/people"
    assert world.sent(booking.ChangePerson)[0].is_active is False


def test_nobody_renews_the_password_of_one_who_does_not_exist(coordinator: Browser) -> None:
    assert coordinator.get(f"/people/{uuid4()}").status_code == 404
    assert coordinator.post(f"/people/{uuid4()}/password", on="/people/add").status_code == 404


def test_a_room_name_that_is_taken_keeps_the_directions(coordinator: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.AddRoom] = conflict("room_name_taken", "name")
    form = {"name": "B2041", "campus": "Myllypuro", "address": "Tie 1", "directions_sv": "Uppför trappan."}

    page = coordinator.post("/rooms/add", form, on="/rooms/add")

    assert page.status_code == 409
    assert ">Uppför trappan.</textarea>" in page.text
    assert 'href="#name"' in page.text


def test_ones_own_hours_are_in_the_menu(student: Browser) -> None:
    assert 'href="/availability"' in student.get("/today").text
    assert student.get("/availability").location == f"/availability/{STUDENT}"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", "09:00"),
        ("9.30", "09:30"),
        ("09:30", "09:30"),
        ("9,15", "09:15"),
        ("24.00", "00:00"),
        ("noin 9", "noin 9"),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert read_clock(typed) == read


@given(st.times())
def test_every_time_is_read_back_as_it_is_shown(at: time) -> None:
    assert read_clock(f"{at.hour}.{at:%M}") == f"{at:%H:%M}"


def test_the_week_is_sent_as_the_hours_that_were_typed(student: Browser, world: StaffWorld) -> None:
    form = {"spans": "2", "starts_1_0": "9", "ends_1_0": "12", "starts_1_1": "13.00", "ends_1_1": "24.00"}

    answer = student.post(f"/availability/{STUDENT}/weekly", form, on="/today")

    assert answer.location == f"/availability/{STUDENT}"
    assert world.sent(booking.SetWeeklyHours)[0].weekly == (
        booking.WeeklyHours(1, time(9), time(12)),
        booking.WeeklyHours(1, time(13), time(0)),
    )


def test_hours_that_cannot_be_read_are_told_where_they_stand_and_kept(student: Browser, world: StaffWorld) -> None:
    form = {"spans": "2", "starts_1_0": "9", "ends_1_0": "12", "starts_3_1": "aamulla", "ends_3_1": "12"}

    page = student.post(f"/availability/{STUDENT}/weekly", form, on="/today")

    assert page.status_code == 422
    assert 'id="starts_3_1-error"' in page.text
    assert 'value="aamulla"' in page.text
    assert world.sent(booking.SetWeeklyHours) == []


def test_a_third_span_of_a_day_is_shown_and_not_lost(student: Browser, world: StaffWorld) -> None:
    hours = tuple(booking.WeeklyHours(2, time(hour), time(hour + 1)) for hour in (8, 10, 12))
    world.house.ask.answers[booking.Availability] = booking.AvailabilityView(STUDENT, hours, ())

    page = student.get(f"/availability/{STUDENT}").text

    assert 'name="starts_2_2" value="12.00"' in page
    assert 'name="spans" value="3"' in page


def test_days_that_differ_are_shown_with_room_for_more(student: Browser, world: StaffWorld) -> None:
    away = booking.AvailabilityException(date(2026, 12, 7), is_available=False)
    world.house.ask.answers[booking.Availability] = booking.AvailabilityView(STUDENT, (), (away,))
    form = {"rows": "4", "on_0": "2026-12-07", "kind_0": "away", "on_3": "2026-12-08", "kind_3": "available",
            "starts_3": "9", "ends_3": "12"}  # fmt: skip

    page = student.get(f"/availability/{STUDENT}").text
    student.post(f"/availability/{STUDENT}/exceptions", form, on="/today")

    assert 'name="on_3"' in page
    assert world.sent(booking.SetExceptions)[0].exceptions == (
        away,
        booking.AvailabilityException(date(2026, 12, 8), is_available=True, starts=time(9), ends=time(12)),
    )


def test_a_refused_exception_keeps_all_rows(student: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.SetExceptions] = invalid("exception_in_past", "exceptions", on="2026-01-01")
    form = {"rows": "3", "on_1": "2026-01-01", "kind_1": "away"}

    page = student.post(f"/availability/{STUDENT}/exceptions", form, on="/today")

    assert page.status_code == 422
    assert 'name="on_1"' in page.text
    assert 'value="2026-01-01"' in page.text


def test_a_coordinator_may_set_anybodys_hours_and_has_none_in_the_menu(coordinator: Browser) -> None:
    assert 'href="/availability"' not in coordinator.get("/today").text
    assert coordinator.get(f"/availability/{STUDENT}").status_code == 200
