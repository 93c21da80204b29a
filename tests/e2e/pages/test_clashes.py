"""A coordinator is told at once what an absence hits, settles it, and is told so; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.scenario.api import Api
from shared.contracts.requests import booking
from tests.e2e.browser import sign_in
from tests.e2e.pages.client import press
from tests.e2e.stage import booked_time
from tests.e2e.test_every_page import AXE, RULES, RUN_AXE
from tests.e2e.worlds import World

pytestmark = pytest.mark.browser


@pytest.fixture
def booked(demo: World) -> Iterator[booking.AppointmentView]:
    """An appointment whose lecturer is away for as long as the test lasts."""
    api = Api(demo.url)
    _, view = booked_time(api)
    coordinator = api.sign_in(demo.username, demo.password)
    before = coordinator(booking.Availability(view.lecturer_id)).exceptions
    yield view
    coordinator(booking.SetExceptions(view.lecturer_id, before))


def test_an_absence_is_shown_with_what_it_hits_until_somebody_settles_it(
    booked: booking.AppointmentView, demo: World, phone: BrowserContext
) -> None:
    phone.add_init_script(AXE)
    page = phone.new_page()
    sign_in(page, demo.username)
    day: date = booked.starts_at.date()
    page.goto(f"/availability/{booked.lecturer_id}")
    page.fill("#on_0", day.isoformat())
    press(page, "Tallenna päivät")
    hit = page.locator("li.clash", has=page.locator(f'a[href="/appointments/{booked.appointment_id}"]'))
    expect(hit).to_contain_text("poissa")
    assert violations(page) == []
    page.goto("/today")
    expect(hit).to_contain_text(booked.lecturer_name)
    assert violations(page) == []
    hit.get_by_role("button", name="Pidetään silti").click()
    expect(page.locator(".notice").first).to_contain_text("Keskustelu pidetään tähän aikaan")
    expect(hit).to_have_count(0)
    page.goto(f"/appointments/{booked.appointment_id}")
    expect(page.locator(".facts")).to_contain_text("Merkinnyt Maarit Ojala")


def violations(page: Page) -> list[str]:
    """What axe finds wrong."""
    return [each["id"] for each in page.evaluate(RUN_AXE, RULES)]
