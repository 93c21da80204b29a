"""A form that is sent with nothing in it says what is missing in the page's language, and not in the browser's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from deploy.scenario.api import Api
from shared.contracts.requests import booking
from tests.e2e.browser import PHONE, chromium, context, sign_in
from tests.e2e.stage import booked_time
from tests.e2e.tour import COORDINATOR, STUDENT, Tour
from tests.e2e.worlds import World

pytestmark = pytest.mark.browser
SUMMARY = ".error-summary"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(demo: World, browser: Browser) -> Iterator[Page]:
    """A phone that asks for Finnish."""
    made = context(browser, demo.url, "fi", PHONE)
    yield made.new_page()
    made.close()


def said_when_sent(page: Page, path: str, form: str = "main form") -> str:
    """What the page says on top after its form was sent as it stood."""
    page.goto(path)
    page.locator(f"{form} button[type=submit]").last.click()
    return page.locator(SUMMARY).inner_text()


def test_signing_in_with_nothing(page: Page) -> None:
    assert "Tarkista" in said_when_sent(page, "/login")


def mailed_link(demo: World, address: str) -> str | None:
    try:
        return Tour(demo.url).link_of(address)
    except LookupError:
        return None


def test_a_stress_rating_not_chosen(page: Page, demo: World) -> None:
    api = Api(demo.url)
    _, booked = booked_time(api)
    coordinator = api.sign_in(demo.username, demo.password)
    address = coordinator(booking.Client(booked.client_id)).email
    mailed = api.until(lambda: mailed_link(demo, address), 20)  # the one that shows who reads these mails
    assert "Stressitaso" in said_when_sent(page, f"{mailed}/stress")


def test_a_time_not_chosen(page: Page, demo: World) -> None:
    client, _ = booked_time(Api(demo.url))
    assert "Valitse aika" in said_when_sent(page, "/book/time?campus=Rantakampus")
    assert "Aika: tieto puuttuu" in said_when_sent(page, f"/c/{client.headers['X-Hyke-Link']}/move")


def test_a_campus_not_chosen(page: Page) -> None:
    assert "Valitse kampus" in said_when_sent(page, "/book")


def test_booking_with_nothing_filled_in(page: Page, demo: World) -> None:
    stops = {stop.name: stop.path for stop in Tour(demo.url).public()}
    said = said_when_sent(page, stops["book-details"])
    for name in ("Nimi", "Sähköposti", "Elämäntilanne"):
        assert name in said


@pytest.mark.parametrize(
    ("username", "path"), [(STUDENT, "/refer"), (COORDINATOR, "/people/add"), (COORDINATOR, "/rooms/add")]
)
def test_staff_forms_with_nothing_filled_in(page: Page, username: str, path: str) -> None:
    sign_in(page, username)
    assert "puuttuu" in said_when_sent(page, path)
