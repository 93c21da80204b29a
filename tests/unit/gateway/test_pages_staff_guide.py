"""The conversation guide as students and lecturers meet it."""

from __future__ import annotations

import pytest

from services.gateway.web.fragments import HEADER
from shared.contracts.requests import session
from shared.contracts.vocabulary import Phase
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House
from tests.unit.gateway.staff_world import StaffWorld, acute, signed_in, staff_world

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation that is going on."""
    return staff_world(house)


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


def test_a_conversation_opens_at_its_first_step_that_is_not_done(student: Browser, world: StaffWorld) -> None:
    assert student.get(world.path).location == f"{world.path}/stress"


def test_before_the_beginning_there_is_one_thing_to_do(student: Browser, world: StaffWorld) -> None:
    world.told(state="planned", started_at=None)

    assert "Aloita keskustelu" in student.get(world.path).text
    assert student.get(f"{world.path}/wellbeing").location == world.path


def test_beginning_leads_to_the_first_open_step(student: Browser, world: StaffWorld) -> None:
    answer = student.post(f"{world.path}/start", on="/today")

    assert answer.location == f"{world.path}/stress"
    assert world.sent(session.StartSession) == [session.StartSession(world.session.session_id)]


def test_a_coordinator_gets_the_appointment_and_no_notes(browser: Browser, house: House, world: StaffWorld) -> None:
    coordinator = signed_in(browser, house, "coordinator")

    assert coordinator.get(world.path).location == f"/appointments/{world.session.session_id}"
    assert coordinator.get(f"{world.path}/wellbeing").location == world.path
    assert coordinator.post(f"{world.path}/start", on="/today").status_code == 403


@pytest.mark.parametrize("phase", [phase.value for phase in Phase])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_step_has_its_page_in_every_language(student: Browser, world: StaffWorld, phase: str, lang: str) -> None:
    student.get(f"/today?lang={lang}")

    page = student.get(f"{world.path}/{phase}")

    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert 'aria-current="step"' in page.text


def test_a_note_saves_itself_and_tells_the_next_version(student: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[session.WriteNote] = session.PhaseView(Phase.WELLBEING, False, "Uni on lyhyt.", 4)

    answer = student.post(
        f"{world.path}/wellbeing/note", {"text": "Uni on lyhyt.", "base_version": "3"}, on="/today", headers=AUTOSAVE
    )

    assert (answer.status_code, answer.headers["X-Version"]) == (204, "4")
    assert world.sent(session.WriteNote)[0].base_version == 3


def test_an_emptied_note_is_saved_as_empty(student: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[session.WriteNote] = session.PhaseView(Phase.WELLBEING, False, "", 4)

    student.post(f"{world.path}/wellbeing/note", {"text": "", "base_version": "3"}, on="/today", headers=AUTOSAVE)

    assert world.sent(session.WriteNote)[0].text == ""


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 40])
def test_a_version_that_is_no_number_loses_no_text(student: Browser, world: StaffWorld, typed: str) -> None:
    page = student.post(f"{world.path}/wellbeing/note", {"text": "Oma teksti", "base_version": typed}, on="/today")

    assert page.status_code == 422
    assert ">Oma teksti</textarea>" in page.text


def test_a_step_marked_done_leads_on_and_one_opened_again_stays(student: Browser, world: StaffWorld) -> None:
    done = student.post(f"{world.path}/stress/done", {"is_done": "yes"}, on="/today")
    opened = student.post(f"{world.path}/stress/done", {"is_done": "no"}, on="/today")

    assert (done.location, opened.location) == (f"{world.path}/time_use", f"{world.path}/stress")
    assert [asked.is_done for asked in world.sent(session.MarkPhase)] == [True, False]


def test_a_rating_appears_by_itself_as_a_piece_of_the_page(student: Browser, world: StaffWorld) -> None:
    acute(world)

    piece = student.get(f"{world.path}/stress/ratings")

    assert HEADER in piece.headers
    assert "5 / 5" in piece.text
    assert "<html" not in piece.text


def test_a_piece_says_nothing_to_one_who_was_signed_out(browser: Browser, world: StaffWorld) -> None:
    for piece in ("acute", "stress/ratings", "self_assessment/progress"):
        assert browser.get(f"{world.path}/{piece}").status_code == 204


def test_the_code_for_the_clients_phone_is_a_picture_without_inline_style(student: Browser, world: StaffWorld) -> None:
    picture = student.get(f"{world.path}/qr.svg")

    assert picture.content_type == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert "style" not in picture.text
