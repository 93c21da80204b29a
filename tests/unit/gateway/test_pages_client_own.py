"""The client's own page: what each state of the appointment offers, and what a link opens."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Literal
from uuid import uuid4

import pytest

from shared.contracts.requests import booking
from shared.contracts.requests.booking import AppointmentView
from shared.contracts.requests.session import FollowUpState
from shared.contracts.vocabulary import ShownReason
from shared.links import LinkPurpose, Links
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict, not_found
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House

AT = "2026-11-25T11:00:00+00:00"


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A client with a time the day after tomorrow."""
    return client_world(house)


def own(world: ClientWorld, *path: str) -> str:
    """The address of the own page, or of one below it."""
    return "/".join(("/c", world.token(), *path))


def test_a_booked_time_tells_when_where_how_to_get_there_and_with_whom(browser: Browser, world: ClientWorld) -> None:
    page = browser.get(own(world)).text

    for told in ("to 26.11. klo 13.00–14.30", "B2041", "Pääovesta toiseen kerrokseen", "Eero Niemi ja Siiri Laine"):
        assert told in page
    for offered in ("move", "cancel", "calendar.ics", "time-use", "self-assessment"):
        assert f"/{offered}" in page


def test_directions_are_told_in_the_language_of_the_page(browser: Browser, world: ClientWorld) -> None:
    browser.get(f"{own(world)}?lang=sv")

    page = browser.get(own(world)).text

    assert "Från huvudingången" in page
    assert "Pääovesta" not in page


def test_stress_is_asked_on_the_day_itself(browser: Browser, world: ClientWorld, house: House) -> None:
    assert "/stress" not in browser.get(own(world)).text

    house.clock.advance(timedelta(days=2, hours=-1))

    assert "/stress" in browser.get(own(world)).text


def test_once_the_time_has_come_it_is_neither_moved_nor_cancelled(
    browser: Browser, world: ClientWorld, house: House
) -> None:
    house.clock.advance(timedelta(days=2))

    page = browser.get(own(world)).text

    assert "/move" not in page
    assert "/cancel" not in page
    assert "/stress" in page


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("cancelled", "Aika on peruttu"),
        ("declined", "Aika ei ole enää varattu sinulle"),
        ("no_show", "Emme tavanneet tällä kertaa"),
    ],
)
def test_what_will_not_take_place_leads_to_a_new_time(
    browser: Browser, world: ClientWorld, state: str, told: str
) -> None:
    world.change(state=state)

    page = browser.get(own(world)).text

    assert told in page
    assert 'href="/i/' in page
    assert "/move" not in page


def test_a_proposed_time_is_confirmed_by_one_button(browser: Browser, world: ClientWorld) -> None:
    world.change(state="held", kind="follow_up")

    assert "Sopiiko sinulle tämä aika?" in browser.get(own(world)).text
    assert browser.post(own(world, "confirm"), on=own(world)).location == own(world, "booked")
    assert world.sent(booking.ConfirmFollowUp)


def test_giving_up_a_proposed_time_declines_it(browser: Browser, world: ClientWorld) -> None:
    world.change(state="held", kind="follow_up")

    browser.post(own(world, "cancel"), on=own(world, "cancel"))

    assert world.sent(booking.DeclineFollowUp)
    assert not world.sent(booking.CancelAppointment)


def test_cancelling_asks_first(browser: Browser, world: ClientWorld) -> None:
    assert "Haluatko perua aikasi?" in browser.get(own(world, "cancel")).text
    assert not world.sent(booking.CancelAppointment)

    assert browser.post(own(world, "cancel"), on=own(world, "cancel")).location == own(world)
    assert world.sent(booking.CancelAppointment)[0].appointment_id == world.appointment.appointment_id


def test_moving_looks_past_ones_own_time_and_says_that_it_was_done(browser: Browser, world: ClientWorld) -> None:
    answer = browser.post(own(world, "move"), {"starts_at": AT}, on=own(world, "move"))

    assert world.sent(booking.FreeTimes)[0].excluding_appointment_id == world.appointment.appointment_id
    assert answer.location == own(world)
    assert "Aikasi on siirretty" in browser.get(own(world)).text


def test_a_move_to_a_time_taken_meanwhile_keeps_the_present_one(
    browser: Browser, world: ClientWorld, house: House
) -> None:
    house.ask.answers[booking.RescheduleAppointment] = conflict("time_taken", "starts_at")

    answer = browser.post(own(world, "move"), {"starts_at": AT}, on=own(world, "move"))

    assert answer.status_code == 409
    assert 'href="#starts_at"' in answer.text
    assert "Nykyinen aikasi" in answer.text


def test_a_move_of_a_cancelled_time_is_refused_in_words(browser: Browser, world: ClientWorld, house: House) -> None:
    page = own(world, "move")
    browser.get(page)
    world.change(state="cancelled")
    house.ask.answers[booking.RescheduleAppointment] = conflict("appointment_cancelled", "appointment_id")

    answer = browser.post(page, {"starts_at": AT}, on="/login")

    assert answer.status_code == 409
    assert "Aika on peruttu" in answer.text


def test_the_calendar_file_says_where_and_when_and_not_what_for(browser: Browser, world: ClientWorld) -> None:
    answer = browser.get(own(world, "calendar.ics"))

    assert answer.content_type.startswith("text/calendar")
    assert "DTSTART:20261126T110000Z" in answer.text
    assert f"{world.appointment.appointment_id}@kaarna.hyke" in answer.text.replace("\r\n ", "")
    assert "hyvinvointi" not in answer.text.lower()


def test_consent_can_be_taken_back(browser: Browser, world: ClientWorld) -> None:
    assert "Annoit suostumuksen" in browser.get(own(world, "consent")).text

    browser.post(own(world, "consent/withdraw"), on=own(world, "consent"))

    assert world.sent(booking.WithdrawConsent)[0].client_id == world.client.client_id


def test_time_and_place_are_told_while_other_services_do_not_answer(
    browser: Browser, world: ClientWorld, house: House
) -> None:
    for question in [
        asked for asked in house.ask.answers if {"session", "assessment"} & {*asked.__module__.split(".")}
    ]:
        house.ask.answers[question] = RequestTimeout("session", 2.0)

    page = browser.get(own(world))

    assert page.status_code == 200
    assert "B2041" in page.text
    assert "/time-use" not in page.text


def test_booking_anew_ends_with_the_link_that_it_came_from(browser: Browser, world: ClientWorld) -> None:
    world.change(state="cancelled")

    page = browser.get(f"/c/{world.token(days=3)}").text

    (token,) = re.findall(r'href="/i/([^"/?]+)"', page)
    renewed = Links(world.house.settings.link_secret).read(token, now=world.house.clock.now())
    assert renewed.appointment_id is None
    assert renewed.expires_at == world.house.clock.now() + timedelta(days=3)


def following(world: ClientWorld, state: Literal["held", "booked"]) -> AppointmentView:
    """The conversation is over, and its follow-up is in this state."""
    first = world.appointment
    next_one = replace(first, appointment_id=uuid4(), kind="follow_up", follows_id=first.appointment_id, state=state)
    world.change(state="completed")
    told: Literal["proposed", "confirmed"] = "proposed" if state == "held" else "confirmed"
    follow_up = FollowUpState(told, ShownReason.GOALS, (), next_one.appointment_id, next_one.starts_at)
    world.told(state="closed", follow_up=follow_up)
    known = {first.appointment_id: world.appointment, next_one.appointment_id: next_one}
    world.house.ask.answers[booking.Appointment] = lambda ask: known[ask.appointment_id]
    return next_one


def test_the_proposed_follow_up_is_answered_here_and_its_own_link_is_not_given_out(
    browser: Browser, world: ClientWorld
) -> None:
    held, here = following(world, "held"), own(world)

    page = browser.get(here).text
    assert f"{here}/next" in page
    assert set(re.findall(r'href="/c/([^"/?]+)', page)) == {here.removeprefix("/c/")}
    asked = browser.get(f"{here}/next")
    assert held.room.name in asked.text
    assert "Sopiiko sinulle tämä aika?" in asked.text
    assert browser.post(f"{here}/next/confirm", on=f"{here}/next").location == f"{here}/next"
    assert world.sent(booking.ConfirmFollowUp)[0].appointment_id == held.appointment_id


def test_giving_the_follow_up_up_asks_first(browser: Browser, world: ClientWorld) -> None:
    held, here = following(world, "held"), own(world, "next", "decline")

    assert "Haluatko luopua ajasta?" in browser.get(here).text
    assert not world.sent(booking.DeclineFollowUp)
    browser.post(here, on=here)
    assert world.sent(booking.DeclineFollowUp)[0].appointment_id == held.appointment_id


def test_a_booked_follow_up_shows_time_and_place_and_where_its_link_is(browser: Browser, world: ClientWorld) -> None:
    booked, here = following(world, "booked"), own(world)

    assert "Seuraava aikasi" in browser.get(here).text
    page = browser.get(f"{here}/next").text
    assert booked.room.name in page
    assert "Viestissä on linkki tämän ajan omalle sivulle" in page
    assert "/move" not in page


def test_without_a_follow_up_there_is_no_next_page(browser: Browser, world: ClientWorld) -> None:
    assert browser.get(own(world, "next")).status_code == 404


@pytest.mark.parametrize("purpose", [LinkPurpose.INVITATION, LinkPurpose.SELF_FILL])
def test_the_own_page_is_opened_by_its_own_kind_of_link_alone(
    browser: Browser, world: ClientWorld, purpose: LinkPurpose
) -> None:
    for path in ("", "/move", "/cancel", "/summary", "/consent", "/calendar.ics"):
        assert browser.get(f"/c/{world.token(purpose)}{path}").status_code == 404


def test_an_expired_link_says_what_to_do(browser: Browser, world: ClientWorld) -> None:
    answer = browser.get(f"/c/{world.token(days=-1)}")

    assert answer.status_code == 410
    assert "Pyydä uusi linkki" in answer.text


def test_what_is_not_the_clients_is_not_there(browser: Browser, world: ClientWorld, house: House) -> None:
    house.ask.answers[booking.Appointment] = not_found("appointment_unknown", "appointment_id")

    assert browser.get(own(world)).status_code == 404
