"""The staff's day and week, and that every page opens in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.contracts.requests import booking, notification, session
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import STUDENT, StaffWorld, follow_up, signed_in, staff_world

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


def line(world: StaffWorld, *, acute: bool = False, debriefed: bool = False) -> session.SessionLine:
    """The conversation in a list."""
    held = world.session
    return session.SessionLine(
        held.session_id,
        held.client_id,
        held.state,
        held.starts_at,
        acute,
        debriefed,
        held.student_ids,
        held.lecturer_id,
    )


def pages(world: StaffWorld) -> list[str]:
    """Every page of the desk that can be opened without doing anything."""
    appointment, client = world.appointment.appointment_id, world.client.client_id
    return [
        "/today", "/calendar", "/clients", "/clients?search=nobody", "/refer", "/follow-ups", "/people", "/people/add",
        "/rooms", "/rooms/add", f"/rooms/{world.rooms[0].room_id}", f"/people/{STUDENT}", f"/availability/{STUDENT}",
        f"/clients/{client}", f"/clients/{client}/change", f"/clients/{client}/book", f"/clients/{client}/consent",
        f"/clients/{client}/erase", f"/appointments/{appointment}", f"/appointments/{appointment}/move",
        f"/appointments/{appointment}/cancel", f"/appointments/{appointment}/no_show",
        f"/follow-ups/{world.session.session_id}/offer",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_page_of_the_desk_opens_in_every_language(coordinator: Browser, world: StaffWorld, lang: str) -> None:
    follow_up(world)
    world.messages = [notification.MessageView(uuid4(), "confirmation", world.client.client_id, "sent", NOW, 1)]
    coordinator.get(f"/today?lang={lang}")

    for path in pages(world):
        page = coordinator.get(path)
        assert (path, page.status_code) == (path, 200)
        assert f'<html lang="{lang}">' in page.text


def test_what_is_the_coordinators_is_refused_to_others(student: Browser, world: StaffWorld) -> None:
    client = world.client.client_id
    for path in ("/people", "/people/add", "/rooms", f"/clients/{client}/erase", f"/clients/{client}/consent"):
        assert student.get(path).status_code == 403
    assert student.post(f"/clients/{client}/erase", on="/today").status_code == 403
    assert world.sent(booking.EraseClient) == []


def test_a_student_goes_on_with_the_conversation_that_is_under_way(student: Browser, world: StaffWorld) -> None:
    page = student.get("/today").text

    assert "Jatka keskustelua" in page
    assert f'href="{world.path}"' in page


def test_a_student_begins_the_conversation_that_is_near_and_prepares_the_one_that_is_not(
    student: Browser, world: StaffWorld
) -> None:
    near = replace(world.appointment, state="booked", starts_at=NOW + timedelta(minutes=40))
    later = replace(world.appointment, state="booked", starts_at=TOMORROW, ends_at=TOMORROW)
    world.house.ask.answers[booking.Appointments] = [near, later]

    page = student.get("/today").text

    assert "Aloita keskustelu" in page
    assert "Valmistaudu" in page


def test_a_lecturer_reads_from_when_to_when_to_be_reachable(browser: Browser, house: House, world: StaffWorld) -> None:
    page = signed_in(browser, house, "lecturer").get("/today").text

    assert "tavoitettavissa 12.50–14.20" in page
    assert "Seuraa keskustelua" in page


def test_a_lecturer_debriefs_what_was_held(browser: Browser, house: House, world: StaffWorld) -> None:
    world.appointment = replace(world.appointment, state="completed")
    world.told(state="closed")
    world.house.ask.answers[session.Sessions] = [line(world)]

    assert "Kirjaa purku" in signed_in(browser, house, "lecturer").get("/today").text


def test_an_acute_conversation_is_marked_by_word(coordinator: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[session.Sessions] = [line(world, acute=True)]

    page = coordinator.get("/today").text

    assert "akuutti</span>" in page
    assert world.path not in page


def test_a_day_with_nothing_says_so(student: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[booking.Appointments] = []

    page = student.get("/today").text

    assert "Tänään ei ole keskusteluja" in page
    assert "ei ole vielä varattu" in page


def test_the_calendar_shows_the_wished_week_of_the_wished_person(coordinator: Browser, world: StaffWorld) -> None:
    coordinator.get(f"/calendar?week=2026-12-03&person={STUDENT}")

    asked = world.sent(booking.Appointments)[-1]
    assert (asked.from_at.isoformat(), asked.until_at.isoformat()) == (
        "2026-11-29T22:00:00+00:00",
        "2026-12-06T22:00:00+00:00",
    )
    assert asked.person_id == STUDENT


@pytest.mark.parametrize("query", ["week=x", "week=0001-01-01", "week=9999-12-31", "person=x", "week=2026-11-24T10"])
def test_a_calendar_asked_for_in_a_strange_way_still_opens(coordinator: Browser, query: str) -> None:
    assert coordinator.get(f"/calendar?{query}").status_code == 200


def test_a_held_follow_up_is_marked_by_a_word_and_a_cancelled_one_takes_no_room(
    student: Browser, world: StaffWorld
) -> None:
    held = replace(world.appointment, state="held", client_name="Held Client")
    cancelled = replace(world.appointment, state="cancelled", client_name="Cancelled Client")
    world.house.ask.answers[booking.Appointments] = [held, cancelled]

    page = student.get("/calendar").text

    assert "week-held" in page
    assert "ehdotettu</span>" in page
    assert "Cancelled Client" not in page


def test_a_message_that_did_not_arrive_is_told_with_where_to_look(coordinator: Browser, world: StaffWorld) -> None:
    assert "ei mennyt perille" not in coordinator.get("/today").text
    lost = notification.MessageView(uuid4(), "confirmation", world.client.client_id, "undeliverable", NOW, 9)
    world.messages = [lost]

    page = coordinator.get("/today").text

    assert "Viesti ei mennyt perille" in page
    assert f'href="/clients/{world.client.client_id}"' in page
