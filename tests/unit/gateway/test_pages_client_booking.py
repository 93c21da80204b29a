"""Booking without an account and by invitation: one question a page, and nothing typed is lost."""

from __future__ import annotations

import pytest

from shared.contracts.requests import booking
from shared.contracts.vocabulary import CONSENT_VERSION
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict, invalid
from tests.unit.gateway.client_world import CAMPUS, ClientWorld, client_world, room
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House

AT = "2026-11-25T11:00:00+00:00"
TIME = f"/book/time?campus={CAMPUS}"
DETAILS = f"/book/details?campus={CAMPUS}&starts_at=2026-11-25T11:00:00%2B00:00"
TYPED = {
    "name": "Aino Mäkelä",
    "email": "aino@example.fi",
    "language": "fi",
    "situation": "student",
    "has_consented": "yes",
}
FORM = {**TYPED, "consent_version": CONSENT_VERSION, "campus": CAMPUS, "starts_at": AT}


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A client, and times that are free."""
    return client_world(house)


def test_the_front_page_asks_no_service_and_offers_a_time(browser: Browser, house: House) -> None:
    page = browser.get("/").text

    assert "Varaa aika" in page
    assert 'href="tel:112"' in page
    assert not house.ask.asked


def test_where_there_is_one_campus_nobody_is_asked_which(browser: Browser, world: ClientWorld) -> None:
    answer = browser.get("/book")

    assert answer.status_code == 303
    assert answer.location == TIME


def test_with_several_campuses_one_is_chosen_first(browser: Browser, world: ClientWorld) -> None:
    world.rooms = [room(), room("A1", "Arabia")]

    assert "Arabia" in browser.get("/book").text
    assert browser.get("/book/time?campus=Nowhere").location == "/book?unchosen=1"
    assert "Valitse kampus" in browser.get("/book?unchosen=1").text


def test_times_stand_by_day_in_the_stacks_time_zone(browser: Browser, world: ClientWorld) -> None:
    page = browser.get(TIME).text

    assert "ke 25.11." in page
    assert "13.00" in page
    assert f'value="{AT}"' in page
    assert "to 3.12." not in page


def test_the_next_week_with_times_is_one_step_away(browser: Browser, world: ClientWorld) -> None:
    assert "week=2026-11-30" in browser.get(TIME).text
    assert "to 3.12." in browser.get(f"{TIME}&week=2026-11-30").text


@pytest.mark.parametrize("week", ["2026-12-99", "x", "1999-01-01"])
def test_a_week_that_makes_no_sense_shows_the_nearest_times(browser: Browser, world: ClientWorld, week: str) -> None:
    assert "ke 25.11." in browser.get(f"{TIME}&week={week}").text


def test_without_free_times_the_page_says_when_to_look_again(browser: Browser, world: ClientWorld) -> None:
    world.free = []

    assert "Juuri nyt ei ole vapaita aikoja" in browser.get(TIME).text


def test_going_on_without_a_time_asks_for_one(browser: Browser, world: ClientWorld) -> None:
    page = browser.get(f"/book/details?campus={CAMPUS}").text

    assert 'href="#starts_at"' in page
    assert "Valitse aika" in page


def test_booking_sends_what_was_typed_and_the_version_of_the_consent(browser: Browser, world: ClientWorld) -> None:
    answer = browser.post("/book", FORM, on=DETAILS)

    assert answer.status_code == 303
    assert answer.location.startswith("/c/")
    assert answer.location.endswith("/booked")
    (sent,) = world.sent(booking.BookAsNewClient)
    assert (sent.name, sent.consent_version, sent.has_consented) == ("Aino Mäkelä", CONSENT_VERSION, True)
    assert "aino@example.fi" in browser.get(answer.location).text


def test_what_is_wrong_with_the_details_is_said_beside_the_field(browser: Browser, world: ClientWorld) -> None:
    answer = browser.post("/book", {**FORM, "email": "aino", "phone": "x", "situation": ""}, on=DETAILS)

    assert answer.status_code == 422
    places = [answer.text.index(f'href="#{field}"') for field in ("email", "phone", "situation")]
    assert places == sorted(places)
    assert 'value="Aino Mäkelä"' in answer.text
    assert not world.sent(booking.BookAsNewClient)


def test_without_consent_the_page_leads_to_the_box(browser: Browser, world: ClientWorld, house: House) -> None:
    house.ask.answers[booking.BookAsNewClient] = invalid("consent_missing", "has_consented")

    answer = browser.post("/book", {name: text for name, text in FORM.items() if name != "has_consented"}, on=DETAILS)

    assert answer.status_code == 422
    assert 'href="#has_consented"' in answer.text


@pytest.mark.parametrize("refusal", [conflict("time_taken", "starts_at"), invalid("time_past", "starts_at")])
def test_a_time_that_is_gone_leads_back_to_the_times_with_what_was_typed(
    browser: Browser, world: ClientWorld, house: House, refusal: Exception
) -> None:
    house.ask.answers[booking.BookAsNewClient] = refusal

    answer = browser.post("/book", FORM, on=DETAILS)

    assert answer.status_code in (409, 422)
    assert "Tietosi ovat tallessa" in answer.text
    for text in TYPED.values():
        assert f'value="{text}"' in answer.text
    again = browser.post("/book/details", {**TYPED, "campus": CAMPUS, "starts_at": AT}, on=DETAILS)
    assert 'value="aino@example.fi"' in again.text


def test_turning_the_week_keeps_what_was_typed_and_out_of_the_address(browser: Browser, world: ClientWorld) -> None:
    answer = browser.post("/book/time", {**TYPED, "campus": CAMPUS, "week": "2026-11-30"}, on=DETAILS)

    assert "to 3.12." in answer.text
    assert 'value="aino@example.fi"' in answer.text
    assert "?name" not in answer.text


def test_an_unanswered_booking_keeps_the_form_and_its_key(browser: Browser, world: ClientWorld, house: House) -> None:
    house.ask.answers[booking.BookAsNewClient] = RequestTimeout("booking", 2.0)

    answer = browser.post("/book", {**FORM, "idempotency_key": "the-key-of-this-form"}, on=DETAILS)

    assert answer.status_code == 503
    assert 'value="Aino Mäkelä"' in answer.text
    assert 'value="the-key-of-this-form"' in answer.text
