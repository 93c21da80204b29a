"""Two people write in one place, each in a browser of their own: nothing is overwritten unless somebody chooses it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from shared.contracts.requests import session
from shared.contracts.vocabulary import Phase
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
from tests.e2e.stage import Conversation

pytestmark = pytest.mark.browser

LISTS = ("strengths", "resources", "challenges", "change_targets")
HALF_AN_HOUR = 30 * 60 * 1000


@pytest.fixture
def writers(desks: Desks, talk: Conversation) -> tuple[Page, Page]:
    """A student and the lecturer at the same step; the student's clock is the test's."""
    student, lecturer = desks.of(student_of(talk)), desks.of(lecturer_of(talk))
    student.clock.install()
    for page in (student, lecturer):
        page.goto(step(talk))
    return student, lecturer


def in_conflict(writers: tuple[Page, Page]) -> tuple[Page, Page]:
    """The lecturer has saved a line, and the student has typed another one over the version before."""
    student, lecturer = writers
    saved(lecturer, "Lehtorin rivi")
    write(student, "Opiskelijan rivi")
    student.clock.run_for(1000)
    expect_state(student, "conflict")
    return student, lecturer


def posts(page: Page) -> list[str]:
    """What the page posts from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if request.method == "POST" else None)
    return found


def choose(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def test_both_texts_stay_readable_with_who_and_when(writers: tuple[Page, Page], talk: Conversation) -> None:
    student, _ = in_conflict(writers)
    expect(
        student.get_by_role("alert").filter(has_text=f"{lecturer_of(talk)} kirjoitti samaan kohtaan klo")
    ).to_be_visible()
    expect(student.locator("[data-theirs=text]")).to_have_text("Lehtorin rivi")
    expect(notes(student)).to_have_value("Opiskelijan rivi")


def test_nothing_is_sent_until_somebody_chooses(writers: tuple[Page, Page], talk: Conversation) -> None:
    student, _ = in_conflict(writers)
    sent = posts(student)
    write(student, " ja vielä")
    notes(student).blur()
    student.evaluate("dispatchEvent(new Event('online'))")
    student.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')); delete document.hidden"
    )
    student.clock.fast_forward(HALF_AN_HOUR)
    expect_state(student, "conflict")
    assert [url for url in sent if "/note" in url] == []
    assert note_of(talk) == "Lehtorin rivi"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Yhdistä", "Lehtorin rivi\n\nOpiskelijan rivi"),
        ("Pidä oma tekstini", "Opiskelijan rivi"),
        ("Ota toinen teksti", "Lehtorin rivi"),
    ],
)
def test_what_was_chosen_is_saved_and_may_be_written_on(
    writers: tuple[Page, Page], talk: Conversation, words: str, kept: str
) -> None:
    student, _ = in_conflict(writers)
    choose(student, words)
    expect_state(student, "saved")
    assert note_of(talk) == kept
    write(student, " jatkuu")
    student.clock.run_for(1000)
    expect_state(student, "saved")
    assert note_of(talk) == f"{kept} jatkuu"


def test_taking_theirs_can_be_taken_back(writers: tuple[Page, Page], talk: Conversation) -> None:
    student, _ = in_conflict(writers)
    choose(student, "Ota toinen teksti")
    expect_state(student, "saved")
    choose(student, "Palauta oma tekstini")
    expect(notes(student)).to_have_value("Opiskelijan rivi")
    student.clock.run_for(1000)
    expect_state(student, "saved")
    assert note_of(talk) == "Opiskelijan rivi"


def test_a_choice_is_made_by_keyboard_alone(writers: tuple[Page, Page], talk: Conversation) -> None:
    student, _ = in_conflict(writers)
    notes(student).focus()
    for _ in range(2):
        student.keyboard.press("Tab")
    expect(student.get_by_role("button", name="Pidä oma tekstini")).to_be_focused()
    student.keyboard.press("Enter")
    expect_state(student, "saved")
    expect(notes(student)).to_be_focused()
    assert note_of(talk) == "Opiskelijan rivi"


@pytest.mark.parametrize("words", ["Yhdistä", "Pidä oma tekstini", "Ota toinen teksti"])
def test_a_third_text_that_comes_while_i_compare_is_a_conflict_again(
    writers: tuple[Page, Page], talk: Conversation, words: str
) -> None:
    student, lecturer = in_conflict(writers)
    saved(lecturer, ", korjattu")
    choose(student, words)
    expect_state(student, "conflict")
    expect(student.locator("[data-theirs=text]")).to_have_text("Lehtorin rivi, korjattu")
    assert note_of(talk) == "Lehtorin rivi, korjattu"
    if words != "Ota toinen teksti":
        assert "Opiskelijan rivi" in notes(student).input_value()


def test_leaving_without_a_choice_warns_and_the_text_is_there_on_return(
    writers: tuple[Page, Page], talk: Conversation
) -> None:
    student, _ = in_conflict(writers)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    student.on("dialog", leave)
    student.get_by_role("link", name="Edellinen").click()
    student.wait_for_url("**/orientation")
    assert asked == ["beforeunload"]
    student.goto(step(talk))
    expect_state(student, "conflict")
    expect(notes(student)).to_have_value("Opiskelijan rivi")
    assert note_of(talk) == "Lehtorin rivi"


def test_going_on_to_the_next_step_sends_nothing_of_an_undecided_text(
    writers: tuple[Page, Page], talk: Conversation
) -> None:
    student, _ = in_conflict(writers)
    student.on("dialog", lambda dialog: dialog.accept())
    student.get_by_role("button", name="Valmis, siirry seuraavaan").click()
    student.wait_for_url("**/stress")
    assert note_of(talk) == "Lehtorin rivi"


def test_a_stale_synthesis_overwrites_none_of_the_four_lists(writers: tuple[Page, Page], talk: Conversation) -> None:
    student, lecturer = writers
    for page in writers:
        page.goto(step(talk, Phase.SYNTHESIS))
    for name in LISTS:
        lecturer.fill(f"#{name}", f"Lehtorin {name}\nYhteinen")
    expect_state(lecturer, "saved", "synthesis-form")
    student.fill("#strengths", "Opiskelijan vahvuus\nYhteinen")
    student.clock.run_for(1000)
    expect_state(student, "conflict", "synthesis-form")
    for name in LISTS:
        expect(student.locator(f"[data-theirs={name}]")).to_have_text(f"Lehtorin {name}\nYhteinen")
    expect(student.get_by_role("button", name="Asiakas on samaa mieltä")).to_be_hidden()
    student.locator("#challenges").press_sequentially("!")
    student.clock.fast_forward(HALF_AN_HOUR)
    kept = talk.student(session.Session(talk.session_id)).synthesis
    assert [getattr(kept, name) for name in LISTS] == [(f"Lehtorin {name}", "Yhteinen") for name in LISTS]

    choose(student, "Yhdistä")
    expect_state(student, "saved", "synthesis-form")
    kept = talk.student(session.Session(talk.session_id)).synthesis
    assert kept.strengths == ("Lehtorin strengths", "Yhteinen", "Opiskelijan vahvuus")
    assert kept.challenges == ("Lehtorin challenges", "Yhteinen", "!")
    assert kept.resources == ("Lehtorin resources", "Yhteinen")


def test_without_scripts_the_page_shows_both_and_asks(desks: Desks, talk: Conversation) -> None:
    student, lecturer = desks.of(student_of(talk), scripts=False), desks.of(lecturer_of(talk))
    for page in (student, lecturer):
        page.goto(step(talk))
    saved(lecturer, "Lehtorin rivi")
    notes(student).fill("Opiskelijan rivi")
    choose(student, "Tallenna")
    expect(student.locator("[data-theirs=text]")).to_have_text("Lehtorin rivi")
    expect(notes(student)).to_have_value("Opiskelijan rivi")
    assert note_of(talk) == "Lehtorin rivi"
    saved(lecturer, ", korjattu")
    choose(student, "Yhdistä")
    expect(student.locator("[data-theirs=text]")).to_have_text("Lehtorin rivi, korjattu")
    choose(student, "Yhdistä")
    expect(student.get_by_role("status").filter(has_text="Muistiinpano on tallennettu")).to_be_visible()
    assert note_of(talk) == "Lehtorin rivi, korjattu\n\nOpiskelijan rivi"
