"""An open page on which alerts are awaited says what is so: that the connection is lost, that the sign-in has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.host.processes import HOST
from tests.e2e.browser import DESKTOP, context, sign_in
from tests.e2e.worlds import World
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
ALERTS = "#alerts[data-connection=open]"
NOTICE = "[data-notices] [role=alert]"
LOST = "Yhteys on poikki. Uudet hälytykset eivät näy tällä sivulla juuri nyt. Tarkista verkkoyhteys."


@pytest.fixture
def line(demo: World) -> Iterator[Proxy]:
    """The line between a browser and the server, which can freeze."""
    made = Proxy(int(urlsplit(demo.url).port or 80))
    yield made
    made.close()


@pytest.fixture
def watching(line: Proxy, browser: Browser) -> Iterator[Page]:
    """A lecturer's open page, whose clock can be turned on."""
    made = context(browser, f"http://{HOST}:{line.port}", "fi", DESKTOP)
    page = made.new_page()
    page.clock.install(time=datetime.now(UTC))
    sign_in(page, "annika.salmela")
    page.wait_for_selector(ALERTS, state="attached")
    yield page
    line.resume()
    made.close()


def is_landmark(page: Page) -> bool:
    """Whether what the notice says stands in a landmark with a name, and is read out by itself."""
    return page.get_by_role("region", name="Yhteyden tila").get_by_role("alert").count() == 1


def test_a_stalled_stream_is_noticed_within_half_a_minute_and_says_what_to_do_until_it_is_back(
    watching: Page, line: Proxy
) -> None:
    expect(watching.locator(NOTICE)).to_be_empty()
    line.hold()

    watching.clock.run_for(5_000)
    expect(watching.locator(NOTICE)).to_be_empty()
    watching.clock.run_for(23_000)

    expect(watching.locator(NOTICE)).to_contain_text(LOST)
    assert is_landmark(watching)
    assert watching.title().startswith("(!) ")
    line.resume()
    watching.clock.run_for(6_000)
    expect(watching.locator(NOTICE)).to_be_empty()
    assert not watching.title().startswith("(!)")


def test_without_a_stream_the_page_looks_by_itself_and_says_nothing_wrong(phone: BrowserContext, demo: World) -> None:
    page = phone.new_page()
    page.route("**/stream", lambda route: route.fulfill(status=503))
    page.clock.install(time=datetime.now(UTC))
    sign_in(page, "annika.salmela")

    for _ in range(12):
        with page.expect_response("**/alerts/band"):
            page.clock.run_for(5_000)
    expect(page.locator(ALERTS)).to_have_count(1)
    expect(page.locator(NOTICE)).to_be_empty()


def test_signing_out_elsewhere_is_told_within_seconds_with_the_way_back_in(phone: BrowserContext) -> None:
    page, other = phone.new_page(), phone.new_page()
    sign_in(page, "annika.salmela")
    page.goto("/calendar")
    page.wait_for_selector(ALERTS, state="attached")
    other.goto("/today")

    other.get_by_role("button", name="Kirjaudu ulos").click()

    expect(page.locator(NOTICE)).to_contain_text("Et ole enää kirjautuneena. Uudet hälytykset eivät näy tällä sivulla.")
    expect(page.locator(NOTICE)).not_to_contain_text("poikki")
    assert is_landmark(page)
    page.evaluate(AXE.read_text())
    assert (
        page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'best-practice']}).then((found) => found.violations)")
        == []
    )
    page.get_by_role("link", name="Kirjaudu uudelleen").click()
    page.wait_for_url("**/login?to=/calendar")


def test_signing_in_again_in_another_tab_brings_the_alerts_back(phone: BrowserContext) -> None:
    page, other = phone.new_page(), phone.new_page()
    sign_in(page, "annika.salmela")
    page.wait_for_selector(ALERTS, state="attached")
    other.goto("/today")
    other.get_by_role("button", name="Kirjaudu ulos").click()
    expect(page.locator(NOTICE)).to_contain_text("Et ole enää kirjautuneena")

    sign_in(other, "annika.salmela")
    page.bring_to_front()

    expect(page.locator(NOTICE)).to_be_empty(timeout=30_000)
    page.wait_for_selector(ALERTS, state="attached")


def test_one_tab_too_many_silences_the_oldest_tabs_stream_and_not_its_alerts(phone: BrowserContext) -> None:
    oldest = phone.new_page()
    sign_in(oldest, "annika.salmela")
    oldest.wait_for_selector(ALERTS, state="attached")
    with oldest.expect_response("**/alerts/band") as looked:
        for _ in range(5):
            newer = phone.new_page()
            newer.goto("/alerts")
            newer.wait_for_selector(ALERTS, state="attached")
    assert looked.value.status == 200
    expect(oldest.locator(NOTICE)).to_be_empty()


def test_a_student_is_told_too_when_the_sign_in_has_ended(phone: BrowserContext, demo: World) -> None:
    page = phone.new_page()
    sign_in(page, "iida.rautio")
    phone.clear_cookies()

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(NOTICE)).to_contain_text("Et ole enää kirjautuneena.")
    expect(page.locator(NOTICE)).not_to_contain_text("hälytykset")
