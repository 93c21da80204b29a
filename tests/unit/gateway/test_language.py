"""Languages and names: chosen by a link, by the account, by the browser; names from booking."""

from __future__ import annotations

from uuid import uuid4

import pytest

from services.gateway.web.directory import FRESH, Directory
from shared.contracts.requests import booking
from shared.contracts.vocabulary import Language
from shared.messaging.kernel.errors import RequestTimeout
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House


def test_the_language_is_chosen_by_a_link_and_remembered(browser: Browser) -> None:
    assert 'lang="fi"' in browser.get("/login").text

    answer = browser.get("/login?lang=sv&to=/alerts")

    assert (answer.status_code, answer.location) == (303, "/login?to=%2Falerts")
    assert "Logga in" in browser.get("/login").text


@pytest.mark.parametrize("path", ["//evil.example/?lang=sv", "/%2Fevil.example/?lang=sv", "///evil.example?lang=sv"])
def test_choosing_a_language_leads_nowhere_else(browser: Browser, path: str) -> None:
    answer = browser.client.open(path)

    assert answer.status_code in (303, 308, 404)
    assert not (answer.location or "/").startswith("//")
    assert "://evil" not in (answer.location or "")


def test_the_browsers_language_is_spoken_until_one_is_chosen(browser: Browser, house: House) -> None:
    assert "Sign in" in browser.get("/login", headers={"Accept-Language": "de, en;q=0.8"}).text
    house.add_account("stina", "student", language=Language.SV)
    browser.sign_in("stina")

    assert "I dag" in browser.get("/today", headers={"Accept-Language": "en"}).text


def test_a_name_comes_from_booking_and_is_asked_for_once_a_minute(lecturer: Browser, house: House) -> None:
    account = next(iter(house.records.accounts.kept.values()))[0]
    house.clock.advance(FRESH)
    house.ask.answers[booking.People] = [
        booking.PersonView(account.person_id, "lecturer", "Anna Lehtori", "a@x.fi", Language.FI, True)
    ]

    assert "Anna Lehtori" in lecturer.get("/today").text
    asked = len(house.ask.of(booking.People))
    lecturer.get("/today")
    assert len(house.ask.of(booking.People)) == asked
    house.clock.advance(FRESH)
    lecturer.get("/today")
    assert len(house.ask.of(booking.People)) == asked + 1


def test_who_cannot_be_asked_about_has_no_name_and_no_page_fails(house: House) -> None:
    house.ask.answers[booking.People] = RequestTimeout("booking.people", 2)
    directory = Directory(house.parts())

    assert directory.person_name(uuid4()) == ""
    assert directory.room(uuid4()) is None
