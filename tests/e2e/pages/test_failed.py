"""A coordinator's way from today's note to what failed, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.browser import sign_in
from tests.e2e.failures import plant, unplant
from tests.e2e.pages.client import press
from tests.e2e.worlds import World

pytestmark = pytest.mark.browser


@pytest.fixture
def failures(demo: World) -> Iterator[None]:
    """Events that failed, for this test alone."""
    plant(demo.databases)
    yield
    unplant(demo.databases)


@pytest.mark.usefixtures("failures")
def test_a_coordinator_is_told_tries_again_discards_and_is_named_for_it(demo: World, phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page, demo.username)
    expect(page.locator("main")).to_contain_text("tapahtumaa jäi hoitamatta ja odottaa päätöstäsi")
    press(page, "Katso häiriöt")
    unread = page.locator("article", has_text="Tullutta viestiä ei voi lukea.")
    unread.get_by_role("button", name="Yritä uudelleen").click()
    expect(page.locator(".notice")).to_have_text("Tapahtumaa yritetään nyt uudelleen.")
    expect(unread).to_be_visible()
    unread.get_by_role("link", name="Hylkää").click()
    press(page, "Hylkää tapahtuma")
    expect(page.locator("#why-error")).to_be_visible()
    page.fill("#why", "Vanhan järjestelmän viesti")
    press(page, "Hylkää tapahtuma")
    expect(page.locator(".notice")).to_have_text("Tapahtuma on hylätty.")
    expect(unread).to_have_count(0)
    row = page.locator("tbody tr", has_text="Vanhan järjestelmän viesti")
    expect(row).to_contain_text("Hylätty: Tuntematon viesti · Keskustelut")
    expect(row).to_contain_text("Maarit Ojala")
