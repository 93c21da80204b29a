"""Every page in every language: no axe violation, no error in the console, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.e2e.browser import DESKTOP, PHONE, chromium, context, sign_in, speak
from tests.e2e.failures import plant, unplant
from tests.e2e.tour import Stop, Tour
from tests.e2e.worlds import ROOT, World

pytestmark = pytest.mark.browser

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(done => done.violations)"
SPOKEN = "document.documentElement.lang"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LANGUAGES = ("fi", "sv", "en")
EXPECTED_ERRORS = {"not-found", "own-forged"}  # Chromium writes the status of an error page into the console


@pytest.fixture(scope="module")
def stops(demo: World) -> Iterator[list[Stop]]:
    """Every page of the demo, in which some events have failed."""
    plant(demo.databases)
    yield list(Tour(demo.url).stops())
    unplant(demo.databases)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def visitors(demo: World, browser: Browser, stops: list[Stop]) -> dict[str | None, StorageState]:
    """What the browser of each visitor of a page keeps, once they have signed in where that is needed."""
    kept: dict[str | None, StorageState] = {}
    for username in dict.fromkeys(stop.username for stop in stops):
        made = context(browser, demo.url, "fi", DESKTOP)
        if username:
            sign_in(made.new_page(), username)
        kept[username] = made.storage_state()
        made.close()
    return kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_quiet_and_fits_a_phone(
    demo: World, browser: Browser, stops: list[Stop], visitors: dict[str | None, StorageState], language: str
) -> None:
    flaws = []
    for username, kept in visitors.items():
        made = context(browser, demo.url, language, DESKTOP, kept)
        page = visitor(made, demo.url, language)
        for stop in (stop for stop in stops if stop.username == username):
            flaws += [f"{stop.name} ({language}): {flaw}" for flaw in seen(page, stop, language)]
        made.close()
    assert flaws == []


def visitor(made: BrowserContext, url: str, language: str) -> Page:
    """Somebody's page, in which axe is."""
    speak(made, url, language)
    made.add_init_script(AXE)
    return made.new_page()


def seen(page: Page, stop: Stop, language: str) -> list[str]:
    """What is wrong with a page."""
    flaws: list[str] = []

    def listen(message: Any) -> None:
        if message.type == "error" and stop.name not in EXPECTED_ERRORS:
            flaws.append(f"console: {message.text}")

    page.on("console", listen)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(stop.path, wait_until="load")
    if page.evaluate(SPOKEN) != language:
        flaws.append("is in another language")
    for violation in page.evaluate(RUN_AXE, RULES):
        flaws.append(f"{violation['id']}: {violation['nodes'][0]['html'][:160]}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    too_wide = page.evaluate(TOO_WIDE)
    if too_wide > 0:
        flaws.append(f"is {too_wide} px wider than a phone")
    page.remove_listener("console", listen)
    return flaws


def test_the_check_sees_what_is_wrong(demo: World, browser: Browser) -> None:
    made = context(browser, demo.url, "fi", DESKTOP)
    page = visitor(made, demo.url, "fi")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " const wide = document.createElement('div'); wide.style.minWidth = '2000px'; wide.textContent = '.';"
        " document.body.append(wide, document.createElement('img'));"
        " document.documentElement.lang = 'en'; console.error('planted'); })"
    )
    flaws = " ".join(seen(page, Stop("front", "/"), "fi"))
    made.close()
    for flaw in ("console: planted", "is in another language", "image-alt", "wider than a phone"):
        assert flaw in flaws
