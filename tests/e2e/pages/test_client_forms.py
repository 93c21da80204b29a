"""The forms that a client fills in during the conversation: by finger, by keyboard, saved as they go."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from deploy.scenario.api import Api
from shared.contracts.requests import assessment, session
from tests.e2e.pages.client import door, press
from tests.e2e.stage import Conversation

pytestmark = pytest.mark.browser


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
