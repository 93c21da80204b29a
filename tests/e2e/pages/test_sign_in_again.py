"""A sign-in that ends while somebody types loses nothing, and shows nobody else what was typed."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from deploy.demo.sample.data import PASSWORD
from deploy.scenario.api import Api
from shared.contracts.requests import assessment, session
from tests.e2e.browser import sign_in, speak
from tests.e2e.pages.client import door, press
from tests.e2e.pages.staff import (
    Desks,
    expect_state,
    lecturer_of,
    note_of,
    notes,
    saved,
    step,
    student_of,
    write,
)
from tests.e2e.stage import USERNAMES, Conversation

pytestmark = pytest.mark.browser

BAR = "#signed-out"


@pytest.fixture
def student(desks: Desks, talk: Conversation) -> Page:
    """A student who has written a first line, at a page that remembers whether it was ever loaded anew."""
    page = desks.of(student_of(talk))
    page.goto(step(talk))
    saved(page, "Uni on lyhyt. ")
    page.evaluate("window.isTheSamePage = true")
    return page


def sign_out_in_another_tab(page: Page) -> Page:
    """The same browser's other tab, where somebody signs out."""
    other = page.context.new_page()
    other.goto("/today")
    other.get_by_role("button", name="Kirjaudu ulos").click()
    other.wait_for_url("**/login")
    return other


def stored(page: Page) -> dict[str, str]:
    """What the browser keeps of drafts."""
    kept = json.loads(page.evaluate("JSON.stringify(localStorage)"))
    return {name: text for name, text in kept.items() if name.startswith("hyke.draft:")}


def signed_out(student: Page) -> Page:
    """The student types on after the sign-in has ended; the other tab."""
    other = sign_out_in_another_tab(student)
    write(student, "Herää viideltä.")
    expect_state(student, "signed-out")
    expect(student.locator(BAR)).to_contain_text("Et ole enää kirjautuneena.")
    return other


def sign_in_again(page: Page) -> None:
    """Sign in within the page, by keyboard."""
    page.get_by_role("button", name="Kirjaudu uudelleen").click()
    expect(page.get_by_label("Salasana")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_signing_in_again_within_the_page_the_text_goes_on(student: Page, talk: Conversation) -> None:
    signed_out(student)
    assert note_of(talk) == "Uni on lyhyt. "
    sign_in_again(student)
    expect(student.locator(BAR)).to_be_hidden()
    expect_state(student, "saved")
    assert note_of(talk) == "Uni on lyhyt. Herää viideltä."
    write(student, " Ja valvoo.")
    expect_state(student, "saved")
    assert student.evaluate("window.isTheSamePage") is True


def test_a_wrong_password_is_told_in_the_page_and_loses_nothing(student: Page, talk: Conversation) -> None:
    signed_out(student)
    student.get_by_role("button", name="Kirjaudu uudelleen").click()
    student.get_by_label("Salasana").fill("ei tämä")
    student.keyboard.press("Enter")
    expect(student.locator("#sign-in-again [role=alert]")).to_be_visible()
    student.get_by_label("Salasana").fill(PASSWORD)
    student.keyboard.press("Enter")
    expect_state(student, "saved")
    assert note_of(talk) == "Uni on lyhyt. Herää viideltä."


def test_signing_in_in_another_tab_is_noticed_and_the_text_goes_on_by_itself(student: Page, talk: Conversation) -> None:
    other = signed_out(student)
    sign_in(other, USERNAMES[student_of(talk)])
    expect_state(student, "saved")
    expect(student.locator(BAR)).to_be_hidden()
    assert note_of(talk) == "Uni on lyhyt. Herää viideltä."
    assert student.evaluate("window.isTheSamePage") is True


def test_a_sign_in_that_ended_is_told_before_anybody_types(student: Page) -> None:
    sign_out_in_another_tab(student)
    expect(student.locator(BAR)).to_be_visible()


def test_another_person_who_signs_in_there_neither_sends_nor_sees_the_text(
    student: Page, talk: Conversation, desks: Desks
) -> None:
    other = signed_out(student)
    sign_in(other, USERNAMES[lecturer_of(talk)])
    speak(student.context, desks.url, "fi")
    expect(student.locator(BAR)).to_contain_text(f"kirjautuneena {lecturer_of(talk)}")
    write(student, " Ei lehtorin nimissä.")
    expect_state(student, "signed-out")
    other.goto(step(talk))
    expect(notes(other)).to_have_value("Uni on lyhyt. ")
    assert note_of(talk) == "Uni on lyhyt. "
    kept = stored(student)
    assert kept, "the text is not kept on the device"
    assert "viideltä" not in json.dumps(kept)

    sign_in_again(student)
    expect_state(student, "saved")
    assert note_of(talk) == "Uni on lyhyt. Herää viideltä. Ei lehtorin nimissä."


def test_a_page_that_was_closed_meanwhile_has_the_text_again_after_signing_in(
    student: Page, talk: Conversation
) -> None:
    other = signed_out(student)
    student.close()
    sign_in(other, USERNAMES[student_of(talk)])
    other.goto(step(talk))
    expect(notes(other)).to_have_value("Uni on lyhyt. Herää viideltä.")
    expect_state(other, "saved")
    assert note_of(talk) == "Uni on lyhyt. Herää viideltä."


def test_nothing_is_kept_on_the_device_once_it_is_saved(student: Page) -> None:
    write(student, "Vielä.")
    expect_state(student, "saved")
    assert stored(student) == {}


def test_signing_out_on_purpose_leaves_nothing_on_the_device(student: Page) -> None:
    student.context.set_offline(True)
    write(student, "Ilman yhteyttä.")
    expect_state(student, "unsaved")
    student.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('hyke.draft:'))")
    student.on("dialog", lambda dialog: dialog.accept())
    student.context.route("**/note", lambda route: route.abort())
    student.context.set_offline(False)
    student.get_by_role("button", name="Kirjaudu ulos").click()
    student.wait_for_url("**/login")
    assert stored(student) == {}


def test_a_form_that_comes_too_late_is_sent_again_after_signing_in(desks: Desks, talk: Conversation) -> None:
    lecturer = desks.of(lecturer_of(talk))
    talk.student(session.CloseSession(talk.session_id))
    lecturer.goto(f"/sessions/{talk.session_id}/debrief")
    lecturer.locator("#notes").fill("Hyvin kuunneltu.\nLisää taukoja.")
    sign_out_in_another_tab(lecturer).close()
    press(lecturer, "Kirjaa purku pidetyksi")
    expect(lecturer.locator("main")).to_contain_text("Kirjoittamasi on tallessa.")
    lecturer.locator("main input[name=username]").fill(USERNAMES[lecturer_of(talk)])
    lecturer.locator("main input[name=password]").fill(PASSWORD)
    press(lecturer, "Kirjaudu")
    expect(lecturer.locator(".carried")).to_contain_text("Lisää taukoja.")
    press(lecturer, "Lähetä uudelleen")
    expect(lecturer.locator("main")).to_contain_text("Lisää taukoja.")


def test_what_a_lecturer_types_of_the_debrief_is_there_after_the_page_was_closed(
    desks: Desks, talk: Conversation
) -> None:
    lecturer = desks.of(lecturer_of(talk))
    talk.student(session.CloseSession(talk.session_id))
    lecturer.goto(f"/sessions/{talk.session_id}/debrief")
    lecturer.locator("#notes").press_sequentially("Kesken")
    lecturer.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('hyke.draft:'))")
    again = lecturer.context.new_page()
    lecturer.close()
    again.goto(f"/sessions/{talk.session_id}/debrief")
    expect(again.locator("#notes")).to_have_value("Kesken")
    expect(again.locator("[data-draft-back]")).to_be_visible()
    press(again, "Kirjaa purku pidetyksi")
    press(again, "Kirjaa purku")
    Api.until(lambda: talk.lecturer(session.Session(talk.session_id)).debrief, 5)
    expect(again.locator("main")).to_contain_text("Kesken")
    again.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('hyke.draft:'))")


def test_a_client_who_fills_in_on_the_students_device_is_not_held_up_by_a_sign_out(
    student: Page, talk: Conversation
) -> None:
    client = student.context.new_page()
    client.goto(f"{door(talk)}/self-assessment")
    press(client, "Aloita")
    item = client.locator(".assessment-item").first
    expect(item).to_be_visible()
    sign_out_in_another_tab(student)
    item.locator(".scale-competence .scale-card").nth(1).click()
    expect_state(client, "saved", "answers")
    [found] = talk.student(assessment.AssessmentsOf(talk.session_id))
    assert [answer.competence for answer in found.answers] == [2]
