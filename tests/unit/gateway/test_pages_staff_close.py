"""The close of a conversation, and the debrief after it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared.contracts.requests import session
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase, Service, ShownReason
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import STUDENT, StaffWorld, acute, signed_in, staff_world

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation that is going on."""
    return staff_world(house)


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


def reviewed(student: Browser, world: StaffWorld, form: dict[str, Any]) -> str:
    """What the review of the form says that it has shown."""
    page = student.post(f"{world.path}/close", form, on="/today").text
    found = re.search(r'name="reviewed" value="([^"]*)"', page)
    assert found, "there is no review"
    return found[1]


def close(student: Browser, world: StaffWorld, form: dict[str, Any]) -> TestResponse:
    """The form, its review, and the press that ends the conversation."""
    return student.post(f"{world.path}/close", {**form, "reviewed": reviewed(student, world, form)}, on="/today")


def test_an_acute_conversation_asks_about_the_follow_up_and_suggests_why(student: Browser, world: StaffWorld) -> None:
    acute(world)

    page = student.get(f"{world.path}/closing").text

    for choice in ("yes", "client_declined", "undecided"):
        assert f'name="follow_up" value="{choice}" required' in page
    assert 'name="follow_up" value="no"' not in page
    assert 'name="reason" value="high_stress" checked' in page
    assert 'name="focus" value="time_use" checked' in page


def test_closing_sends_the_follow_up_and_the_filled_rows_alone(student: Browser, world: StaffWorld) -> None:
    form = {
        "follow_up": "yes",
        "reason": "goals",
        "focus": ["conclusions"],
        "service_2": "debt_advice",
        "note_2": "Soitto",
    }

    answer = close(student, world, form)

    [sent] = world.sent(session.CloseSession)
    assert sent.follow_up == session.FollowUpWish(FollowUpReason.GOALS, (Phase.CONCLUSIONS,))
    assert sent.recommendations == (session.Recommendation(Service.DEBT_ADVICE, "Soitto"),)
    assert answer.location == f"{world.path}/summary"


def test_a_close_without_follow_up_wishes_for_none_whatever_stands_in_the_hidden_fields(
    student: Browser, world: StaffWorld
) -> None:
    close(student, world, {"follow_up": "no", "reason": "goals"})

    assert world.sent(session.CloseSession)[0].follow_up is None


@pytest.mark.parametrize("chosen", list(NoFollowUp))
def test_what_was_decided_instead_of_a_follow_up_is_sent_as_that(
    student: Browser, world: StaffWorld, chosen: NoFollowUp
) -> None:
    acute(world)

    close(student, world, {"follow_up": chosen.value, "reason": "high_stress"})

    [sent] = world.sent(session.CloseSession)
    assert (sent.follow_up, sent.no_follow_up) == (None, chosen)


def test_an_acute_close_without_a_choice_is_asked_where_the_choice_is_made(student: Browser, world: StaffWorld) -> None:
    acute(world)

    for form in ({}, {"follow_up": "no"}):
        page = student.post(f"{world.path}/close", form, on="/today")

    assert page.status_code == 422
    assert world.sent(session.CloseSession) == []
    assert 'id="follow_up-error"' in page.text
    assert "ettei asiakas halua sitä" in page.text


def test_after_a_mistake_a_held_time_may_be_not_needed(student: Browser, world: StaffWorld) -> None:
    acute(world)
    world.told(is_acute=False)

    page = student.get(f"{world.path}/closing").text

    assert 'name="follow_up" value="not_needed"' in page
    assert 'name="follow_up" value="undecided"' not in page


def test_the_summary_says_who_recorded_that_the_client_declined(student: Browser, world: StaffWorld) -> None:
    declined = session.FollowUpState(
        "declined",
        ShownReason.HIGH_STRESS,
        (),
        decided=NoFollowUp.CLIENT_DECLINED,
        decided_by=STUDENT,
        decided_at=NOW,
    )
    world.told(state="closed", closed_at=NOW, follow_up=declined)

    page = student.get(f"{world.path}/summary").text

    assert "Asiakas ei halunnut jatkokeskustelua. Kirjasi Eero Niemi, ti 24.11. klo 13.00." in page
    assert "stressitaso" not in page


def test_a_conversation_is_closed_only_after_its_review(student: Browser, world: StaffWorld) -> None:
    form = {
        "follow_up": "yes",
        "reason": "goals",
        "focus": ["conclusions"],
        "service_0": "debt_advice",
        "note_0": "Soitto",
    }

    page = student.post(f"{world.path}/close", form, on="/today").text

    assert world.sent(session.CloseSession) == []
    for words in (
        "Kyllä, jatkokeskustelu sovittiin",
        "tavoitteiden seuranta",
        "Johtopäätökset",
        "Velkaneuvonta: Soitto",
        "Vaiheet, joita ei ole merkitty käydyiksi",
        "Ajankäyttö",
        "ei ole vielä ollut samaa mieltä koonnista",
        "Asiakkaalle lähtee heti sähköposti",
    ):
        assert words.lower() in page.lower(), words


@pytest.mark.parametrize(
    ("chosen", "told"),
    [("client_declined", "peruuntuu, kun päätätte keskustelun."), ("undecided", "Asiakas saa ehdotuksen")],
)
def test_the_review_says_what_becomes_of_a_time_that_was_proposed(
    student: Browser, world: StaffWorld, chosen: str, told: str
) -> None:
    acute(world)

    page = student.post(f"{world.path}/close", {"follow_up": chosen}, on="/today").text

    assert told in page
    assert ("Asiakas saa ehdotuksen" in page) is (chosen == "undecided")


def test_a_review_with_nothing_chosen_says_so(student: Browser, world: StaffWorld) -> None:
    world.told(phases=tuple(replace(each, is_done=True) for each in world.session.phases))

    page = student.post(f"{world.path}/close", {"follow_up": "no"}, on="/today").text

    for words in ("Ei, jatkokeskustelua ei sovittu", "Ei suosituksia.", "Kaikki vaiheet on käyty läpi."):
        assert words in page


def test_without_an_answer_about_the_follow_up_nothing_is_closed(student: Browser, world: StaffWorld) -> None:
    for form in ({}, {"follow_up": "maybe"}, {"reviewed": reviewed(student, world, {"follow_up": "no"})}):
        page = student.post(f"{world.path}/close", form, on="/today")
        assert page.status_code == 422
        assert "Valitse, mitä jatkokeskustelusta päätettiin." in page.text
    assert world.sent(session.CloseSession) == []


def test_what_has_changed_since_the_review_is_reviewed_again(student: Browser, world: StaffWorld) -> None:
    form = {"follow_up": "yes", "reason": "goals"}
    seen = reviewed(student, world, form)
    acute(world)

    page = student.post(f"{world.path}/close", {**form, "reviewed": seen}, on="/today")

    assert "Keskustelun tiedot muuttuivat äsken." in page.text
    assert world.sent(session.CloseSession) == []


def test_going_back_from_the_review_keeps_what_was_typed(student: Browser, world: StaffWorld) -> None:
    form = {"follow_up": "yes", "reason": "goals", "service_1": "other", "note_1": "Työterveys", "go": "back"}

    page = student.post(f"{world.path}/close", form, on="/today")

    assert page.status_code == 200
    assert 'value="Työterveys"' in page.text
    assert 'name="reason" value="goals" checked' in page.text


def test_a_refused_close_keeps_what_was_typed_and_says_why_where_it_was_made(
    student: Browser, world: StaffWorld
) -> None:
    page = student.post(f"{world.path}/close", {"follow_up": "yes", "note_1": "Työterveys soittaa"}, on="/today")

    assert page.status_code == 422
    assert 'value="Työterveys soittaa"' in page.text
    assert 'href="#service_1"' in page.text or 'id="service_1-error"' in page.text
    assert 'id="reason-error"' in page.text
    assert world.sent(session.CloseSession) == []


def test_after_the_close_notes_can_be_read_and_not_changed(student: Browser, world: StaffWorld) -> None:
    world.noted(Phase.WELLBEING, "Uni on lyhyt.", 3)
    world.told(state="closed", closed_at=NOW)

    page = student.get(f"{world.path}/wellbeing").text

    assert "Uni on lyhyt." in page
    assert "<textarea" not in page
    assert student.get(world.path).location == f"{world.path}/summary"


def test_the_lecturer_records_the_debrief_and_the_students_wait(
    browser: Browser, house: House, world: StaffWorld
) -> None:
    world.told(state="closed", closed_at=NOW)
    lecturer = signed_in(browser, house, "lecturer")
    world.house.ask.answers[session.CompleteDebrief] = session.DebriefView(
        "Hyvin meni.", NOW, world.session.lecturer_id
    )

    assert 'name="notes"' in lecturer.get(f"{world.path}/debrief").text
    asked = lecturer.post(f"{world.path}/debrief", {"notes": "Hyvin meni."}, on="/today")
    assert world.sent(session.CompleteDebrief) == []
    assert "Kirjataanko purku näin?" in asked.text
    answer = lecturer.post(f"{world.path}/debrief", {"notes": "Hyvin meni.", "sure": "yes"}, on="/today")

    assert answer.location == f"{world.path}/debrief"
    assert world.sent(session.CompleteDebrief)[0].notes == "Hyvin meni."


@pytest.mark.parametrize("notes", ["", " \n "])
def test_a_debrief_with_nothing_written_asks_before_it_is_recorded(
    browser: Browser, house: House, world: StaffWorld, notes: str
) -> None:
    world.told(state="closed", closed_at=NOW)
    lecturer = signed_in(browser, house, "lecturer")

    asked = lecturer.post(f"{world.path}/debrief", {"notes": notes}, on="/today")

    assert "Kirjataanko purku pidetyksi ilman muistiinpanoja?" in asked.text
    assert world.sent(session.CompleteDebrief) == []


def test_going_on_writing_keeps_the_debrief(browser: Browser, house: House, world: StaffWorld) -> None:
    world.told(state="closed", closed_at=NOW)
    lecturer = signed_in(browser, house, "lecturer")
    form = {"notes": "Kesken", "sure": "yes", "go": "back"}
    assert ">Kesken</textarea>" in lecturer.post(f"{world.path}/debrief", form, on="/today").text
    assert world.sent(session.CompleteDebrief) == []


def test_students_are_told_that_the_debrief_waits_for_the_lecturer(student: Browser, world: StaffWorld) -> None:
    world.told(state="closed", closed_at=NOW + timedelta(hours=1))

    page = student.get(f"{world.path}/debrief").text

    assert "Purku odottaa lehtoria" in page
    assert 'name="notes"' not in page
    assert student.post(f"{world.path}/debrief", {"notes": "x"}, on="/today").status_code == 403
