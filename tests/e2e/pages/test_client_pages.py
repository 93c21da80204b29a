"""The client's way through the pages in a real browser: with scripts, without them, and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.scenario.api import Api
from shared.contracts.requests import assessment, booking, session
from tests.e2e.browser import PHONE, chromium, context
from tests.e2e.stage import Conversation, booked_time, conversation
from tests.e2e.worlds import World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as running:
        yield running


@pytest.fixture
def phone(demo: World, browser: Browser) -> Iterator[BrowserContext]:
    """A phone that asks for Finnish."""
    made = context(browser, demo.url, "fi", PHONE)
    yield made
    made.close()


@pytest.fixture
def talk(demo: World) -> Conversation:
    """A conversation that has just begun."""
    return conversation(Api(demo.url))


def door(talk: Conversation) -> str:
    """The path of the client's own page."""
    return f"/c/{talk.client.headers['X-Hyke-Link']}"


def press(page: Page, words: str) -> None:
    """Press the button or link of these words."""
    page.locator("main").get_by_text(words, exact=True).first.click()


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
    expect(page.locator("main")).to_contain_text("vaino.ilman@e2e.example")
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


def test_a_high_rating_calls_the_lecturer_and_tells_the_client_where_help_is(
    phone: BrowserContext, talk: Conversation
) -> None:
    page = phone.new_page()
    page.goto(door(talk))
    page.locator("main a", has_text="Täytä").first.click()
    page.locator(".scale-card").nth(4).click()
    press(page, "Tallenna")
    expect(page.locator("h1")).to_have_text("Kiitos, että kerroit")
    expect(page.locator("main")).to_contain_text("Kerro siitä opiskelijoille jo nyt")
    expect(page.get_by_role("link", name="112").first).to_be_visible()
    assert talk.lecturer(session.Session(talk.session_id)).is_acute


def test_a_circle_is_drawn_by_keyboard(phone: BrowserContext, talk: Conversation) -> None:
    page = phone.new_page()
    page.goto(f"{door(talk)}/time-use/current")
    border = page.locator(".handle[role=slider]").nth(1)
    border.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    selects = page.locator("[data-circle] select").all()
    chosen = {str(select.get_attribute("name")): int(select.input_value()) for select in selects}
    assert sum(chosen.values()) == 1440
    press(page, "Tallenna")
    expect(page.locator("h1")).to_have_text("Millainen olisi sinulle hyvä vuorokausi?")
    (circle,) = talk.student(session.Session(talk.session_id)).circles
    assert {name: getattr(circle, name) for name in chosen} == chosen
    assert circle.self_care_minutes != 540


def test_answers_save_themselves_and_what_is_missing_is_named(phone: BrowserContext, talk: Conversation) -> None:
    page = phone.new_page()
    page.goto(f"{door(talk)}/self-assessment")
    press(page, "Aloita")
    item = page.locator(".assessment-item").first
    item.locator(".scale-competence .scale-card").nth(1).click()
    item.locator(".scale-importance .scale-card").nth(3).click()
    expect(page.locator("[data-save-state=saved]")).to_be_visible()
    kept = Api.until(lambda: answers(talk), 5)
    assert [(answer.competence, answer.importance) for answer in kept] == [(2, 4)]
    page.reload()
    expect(item.locator(".scale-competence input").nth(1)).to_be_checked()
    sections = page.locator(".progress-mark").count()
    for place in range(sections):
        expect(page.locator(".progress")).to_contain_text(f"{place + 1}/{sections}")
        press(page, "Jatka")
    expect(page.locator("h1")).to_have_text(re.compile(r"^\d+ väittämää odottaa vastausta$"))
    page.locator("main li a").last.click()
    expect(page.locator(".assessment-item:target, .item-statement:target").first).to_be_visible()


def answers(talk: Conversation) -> tuple[assessment.AnswerView, ...]:
    """What the students see of the client's answers."""
    found = talk.student(assessment.AssessmentsOf(talk.session_id))
    kept: tuple[assessment.AnswerView, ...] = found[0].answers if found else ()
    return kept


def test_a_finished_form_lets_the_client_choose_what_to_change(phone: BrowserContext, talk: Conversation) -> None:
    page = phone.new_page()
    page.goto(f"{door(talk)}/self-assessment")
    press(page, "Aloita")
    expect(page.locator(".progress")).to_be_visible()
    sections = page.locator(".progress-mark").count()
    for place in range(sections):
        expect(page.locator(".progress")).to_contain_text(f"{place + 1}/{sections}")
        for item in page.locator(".assessment-item").all():
            item.locator(".scale-competence .scale-card").nth(1).click()
            item.locator(".scale-importance .scale-card").nth(2).click()
        press(page, "Jatka")
    press(page, "Merkitse valmiiksi")
    expect(page.get_by_role("status").filter(has_text="Itsearviointi on valmis")).to_be_visible()
    boxes = page.locator("input[name=items]")
    boxes.nth(0).check()
    boxes.nth(2).check()
    press(page, "Tallenna valinnat")
    expect(page.get_by_role("status").filter(has_text="Valintasi on tallennettu")).to_be_visible()
    (done,) = talk.client(assessment.AssessmentsOf(talk.session_id))
    assert (done.state, len(done.change_targets)) == ("completed", 2)


def test_the_language_is_chosen_by_a_link_and_stays(phone: BrowserContext, talk: Conversation) -> None:
    page = phone.new_page()
    page.goto(door(talk))
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.goto(f"{door(talk)}/stress")
    expect(page.locator("h1")).to_have_text("Hur hög är din stressnivå just nu?")
