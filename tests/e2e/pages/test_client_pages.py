"""The client's way through the pages in a real browser, with scripts and without them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from deploy.scenario.api import Api
from shared.contracts.requests import booking
from tests.e2e.pages.client import door, press
from tests.e2e.stage import Conversation, booked_time
from tests.e2e.worlds import World

pytestmark = pytest.mark.browser


def fill_in_details(page: Page, email: str) -> None:
    """Who it is, and the consent."""
    page.fill("#name", "Väinö Kokeilija")
    page.fill("#email", email)
    page.get_by_label("Haen työtä").check()
    page.locator("#has_consented").check()


def test_a_time_is_booked_and_cancelled_without_scripts(demo: World, browser: Browser) -> None:
    made = browser.new_context(base_url=demo.url, java_script_enabled=False, locale="fi-FI")
    page = made.new_page()
    page.goto("/")
    press(page, "Varaa aika")
    page.locator("input[name=campus]").first.check()
    press(page, "Jatka")
    page.locator("input[name=starts_at]").last.check()
    press(page, "Jatka")
    fill_in_details(page, "vaino.ilman@e2e.example")
    press(page, "Varaa aika")
    expect(page.locator("h1")).to_have_text("Aikasi on varattu")
    expect(page.locator("main")).to_contain_text("v***@e2e.example")
    press(page, "Siirry omalle sivullesi")
    press(page, "Peru aika")
    press(page, "Peru aika")
    expect(page.locator("h1")).to_have_text("Aika on peruttu")
    press(page, "Varaa uusi aika")
    expect(page.locator("h1")).to_have_text("Missä haluat tavata?")
    made.close()


def test_a_time_that_cannot_be_had_leads_back_with_what_was_typed(demo: World, phone: BrowserContext) -> None:
    campus = Api(demo.url).anonymous()(booking.Rooms())[0].campus
    soon = (datetime.now(UTC) + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    page = phone.new_page()
    page.goto(f"/book/details?campus={campus}&starts_at={soon.isoformat().replace('+', '%2B')}")
    fill_in_details(page, "vaino.uudelleen@e2e.example")
    press(page, "Varaa aika")
    expect(page.locator("main")).to_contain_text("Tietosi ovat tallessa")
    page.locator(".time-choice").last.click()
    press(page, "Jatka")
    expect(page.locator("#email")).to_have_value("vaino.uudelleen@e2e.example")
    expect(page.locator("#has_consented")).to_be_checked()
    press(page, "Varaa aika")
    expect(page.locator("h1")).to_have_text("Aikasi on varattu")


def test_a_booked_time_is_moved_and_put_into_a_calendar(demo: World, phone: BrowserContext) -> None:
    client, booked = booked_time(Api(demo.url))
    page = phone.new_page()
    page.goto(f"/c/{client.headers['X-Hyke-Link']}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lisää kalenteriin").click()
    assert download.value.suggested_filename.endswith(".ics")
    press(page, "Siirrä aika")
    page.locator(".time-choice").last.click()
    page.locator("main button", has_text="Siirrä aika").click()
    expect(page.get_by_role("status").filter(has_text="Aikasi on siirretty")).to_be_visible()
    assert client(booking.Appointment(booked.appointment_id)).starts_at != booked.starts_at


def test_the_language_is_chosen_by_a_link_and_stays(phone: BrowserContext, talk: Conversation) -> None:
    page = phone.new_page()
    page.goto(door(talk))
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.goto(f"{door(talk)}/stress")
    expect(page.locator("h1")).to_have_text("Hur hög är din stressnivå just nu?")


def test_the_page_is_left_at_once_and_nothing_asks_back(phone: BrowserContext, talk: Conversation) -> None:
    page = phone.new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.route("https://**", lambda route: route.fulfill(body="weather", content_type="text/plain"))
    page.goto(f"{door(talk)}/stress")
    page.locator(".scale-card").first.click()
    page.get_by_role("link", name="Poistu sivulta").click()
    page.wait_for_url("https://www.ilmatieteenlaitos.fi/")
    assert asked == []
    page.go_back()
    assert "/stress" not in page.url
