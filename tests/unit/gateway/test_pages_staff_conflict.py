"""Two people wrote in one place: both texts stay, and only a choice writes over the other one's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from services.gateway.pages.guide.conflict import lines_together, texts_together
from services.gateway.web.fragments import HEADER
from shared.contracts.requests import session
from shared.contracts.vocabulary import Phase
from shared.refusal import conflict
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import LECTURER, STUDENT, StaffWorld, signed_in, staff_world

AUTOSAVE = {"X-Autosave": "1"}
MINE = {"text": "Oma teksti", "base_version": "3"}
LISTS: dict[str, Any] = {
    "strengths": "Sisu\r\nHuumori",
    "resources": "",
    "challenges": "Uni",
    "change_targets": "",
    "base_version": "2",
}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation in which the lecturer has written version 7 of a note, and of the synthesis."""
    made = staff_world(house)
    made.noted(Phase.WELLBEING, "Kollegan teksti", 7)
    phases = [replace(each, noted_at=NOW, noted_by=LECTURER) for each in made.session.phases]
    theirs = session.SynthesisView(("Sisu",), ("Koira",), (), ("Rytmi",), 7, None, NOW, LECTURER)
    made.told(phases=tuple(phases), synthesis=theirs)
    house.ask.answers[session.WriteNote] = _write_note
    house.ask.answers[session.WriteSynthesis] = _write_synthesis
    return made


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


def _write_note(ask: session.WriteNote) -> session.PhaseView:
    if ask.base_version != 7:
        raise conflict("note_changed", "base_version", version=7)
    return session.PhaseView(ask.phase, False, ask.text, 8)


def _write_synthesis(ask: session.WriteSynthesis) -> session.SynthesisView:
    if ask.base_version != 7:
        raise conflict("synthesis_changed", "base_version", version=7)
    return session.SynthesisView(ask.strengths, ask.resources, ask.challenges, ask.change_targets, 8)


def note(student: Browser, world: StaffWorld, form: dict[str, str] | None = None, **options: Any) -> TestResponse:
    return student.post(f"{world.path}/wellbeing/note", {**MINE, **(form or {})}, on="/today", **options)


def lists(student: Browser, world: StaffWorld, form: dict[str, str] | None = None, **options: Any) -> TestResponse:
    return student.post(f"{world.path}/synthesis/lists", {**LISTS, **(form or {})}, on="/today", **options)


def test_the_page_of_a_conflict_has_both_texts_who_wrote_and_when_and_three_choices(
    student: Browser, world: StaffWorld
) -> None:
    page = note(student, world)

    assert page.status_code == 409
    assert "Leena Salo kirjoitti samaan kohtaan klo 13.00" in page.text
    assert 'data-theirs="text">Kollegan teksti</p>' in page.text
    assert ">Oma teksti</textarea>" in page.text
    assert 'name="base_version" value="3"' in page.text, "sending the form without a choice must not write over theirs"
    assert 'name="theirs_version" value="7"' in page.text
    for how in ("both", "mine", "theirs"):
        assert f'name="resolve" value="{how}"' in page.text


def test_a_form_that_saves_itself_gets_the_same_as_pieces_for_its_page(student: Browser, world: StaffWorld) -> None:
    answer = note(student, world, headers=AUTOSAVE)

    assert (answer.status_code, HEADER in answer.headers) == (409, True)
    assert "<html" not in answer.text
    for piece in ('data-conflict-piece="head"', 'data-conflict-piece="text"', 'name="theirs_version" value="7"'):
        assert piece in answer.text


def test_what_one_wrote_oneself_elsewhere_is_told_so(student: Browser, world: StaffWorld) -> None:
    world.told(phases=tuple(replace(each, noted_by=STUDENT) for each in world.session.phases))
    assert "Kirjoitit samaan kohtaan muualla klo 13.00" in note(student, world).text


def test_without_an_author_the_page_says_somebody(student: Browser, world: StaffWorld) -> None:
    world.told(phases=tuple(replace(each, noted_by=None, noted_at=None) for each in world.session.phases))
    assert "Joku muu kirjoitti samaan kohtaan" in note(student, world).text


@pytest.mark.parametrize(
    ("how", "kept"),
    [("mine", "Oma teksti"), ("theirs", "Kollegan teksti"), ("both", "Kollegan teksti\n\nOma teksti")],
)
def test_a_choice_is_written_over_the_version_that_was_shown(
    student: Browser, world: StaffWorld, how: str, kept: str
) -> None:
    answer = note(student, world, {"resolve": how, "theirs_version": "7"})

    [sent] = world.sent(session.WriteNote)
    assert (answer.status_code, sent.text, sent.base_version) == (303, kept, 7)


@pytest.mark.parametrize("how", ["mine", "theirs", "both"])
def test_a_third_writer_makes_it_a_conflict_again_and_mine_is_still_there(
    student: Browser, world: StaffWorld, how: str
) -> None:
    page = note(student, world, {"resolve": how, "theirs_version": "6"})

    assert page.status_code == 409
    assert ">Oma teksti</textarea>" in page.text
    assert "Kollegan teksti" in page.text
    assert 'name="theirs_version" value="7"' in page.text


def test_a_stale_synthesis_writes_nothing_and_shows_all_four_lists_of_both(student: Browser, world: StaffWorld) -> None:
    page = lists(student, world)

    assert page.status_code == 409
    for name in ("strengths", "resources", "challenges", "change_targets"):
        assert f'data-conflict-piece="{name}"' in page.text
    assert "Rytmi" in page.text
    assert 'name="base_version" value="2"' in page.text
    assert lists(student, world, headers=AUTOSAVE).status_code == 409


@pytest.mark.parametrize(
    ("how", "kept"),
    [
        ("mine", (("Sisu", "Huumori"), (), ("Uni",), ())),
        ("theirs", (("Sisu",), ("Koira",), (), ("Rytmi",))),
        ("both", (("Sisu", "Huumori"), ("Koira",), ("Uni",), ("Rytmi",))),
    ],
)
def test_a_choice_is_for_all_four_lists(
    student: Browser, world: StaffWorld, how: str, kept: tuple[tuple[str, ...], ...]
) -> None:
    answer = lists(student, world, {"resolve": how, "theirs_version": "7"})

    [sent] = world.sent(session.WriteSynthesis)
    assert answer.status_code == 303
    assert (sent.strengths, sent.resources, sent.challenges, sent.change_targets) == kept


@pytest.mark.parametrize("how", ["mine", "theirs", "both"])
def test_a_third_writer_of_the_synthesis_loses_nobodys_lists(student: Browser, world: StaffWorld, how: str) -> None:
    page = lists(student, world, {"resolve": how, "theirs_version": "6"})

    assert page.status_code == 409
    assert "Huumori" in page.text
    assert "Rytmi" in page.text


def test_the_client_agrees_to_nothing_that_is_not_on_the_page(student: Browser, world: StaffWorld) -> None:
    page = student.post(f"{world.path}/synthesis/agree", LISTS, on="/today")

    assert page.status_code == 409
    assert "Rytmi" in page.text
    assert world.sent(session.AgreeSynthesis) == []


@pytest.mark.parametrize(
    ("theirs", "mine", "together"),
    [
        ("Uni\nTyö", "Uni\nKoulu", "Uni\nTyö\n\nKoulu"),
        ("Uni", "Uni\nKoulu", "Uni\n\nKoulu"),
        ("Uni\nTyö", "Uni", "Uni\nTyö"),
        ("", "Koulu", "Koulu"),
        ("Uni", "", "Uni"),
        ("", "", ""),
    ],
)
def test_both_texts_together_have_a_common_beginning_once(theirs: str, mine: str, together: str) -> None:
    assert texts_together(theirs, mine) == together


LINES = st.lists(st.sampled_from("abc"), max_size=5)


@given(LINES, LINES)
def test_together_no_line_of_anybody_is_missing(theirs: list[str], mine: list[str]) -> None:
    assert {*theirs, *mine} == set(lines_together(theirs, mine))
    text = [line for line in texts_together("\n".join(theirs), "\n".join(mine)).split("\n") if line]
    assert {*theirs, *mine} == {*text}
    assert text[: len(theirs)] == theirs
