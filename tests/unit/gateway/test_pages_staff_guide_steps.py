"""The steps of the guide with tools of their own."""

from __future__ import annotations

from uuid import uuid4

import pytest

from shared.contracts.requests import assessment, session
from shared.refusal import invalid
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import StaffWorld, completed, signed_in, staff_world

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation that is going on."""
    return staff_world(house)


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


def test_a_circle_that_does_not_add_up_keeps_what_was_typed(student: Browser, world: StaffWorld) -> None:
    refused = invalid("circle_not_24_hours", "productive_minutes", total=1380, expected=1440)
    world.house.ask.answers[session.RecordTimeUse] = refused
    minutes = {"productive_minutes": "465", "leisure_minutes": "435", "self_care_minutes": "480"}

    page = student.post(f"{world.path}/time_use/circle", {"kind": "ideal", **minutes}, on="/today")

    assert page.status_code == 422
    assert "1380 minuuttia" in page.text
    assert '<option value="465" selected>' in page.text
    assert 'name="kind" value="ideal"' in page.text


def test_the_self_assessment_is_opened_in_the_clients_language(student: Browser, world: StaffWorld) -> None:
    page = student.get(f"{world.path}/self_assessment").text

    assert 'name="language" value="fi" checked' in page


def test_a_finished_self_assessment_shows_the_gap_in_the_forms_own_words(student: Browser, world: StaffWorld) -> None:
    found = completed(world)
    world.house.ask.answers[assessment.ChooseChangeTargets] = found

    page = student.get(f"{world.path}/self_assessment").text
    student.post(
        f"{world.path}/self_assessment/targets",
        {"assessment_id": str(found.assessment_id), "items": "money"},
        on="/today",
    )

    assert "Hoidan asiani." in page
    assert "sujuu 1" in page
    assert world.sent(assessment.ChooseChangeTargets)[0].items == ("money",)


def gathered(version: int) -> session.SynthesisView:
    """A synthesis of one strength."""
    return session.SynthesisView(("Huumori",), (), (), (), version)


def test_a_synthesis_is_a_thing_to_a_line(student: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[session.WriteSynthesis] = gathered(2)

    answer = student.post(
        f"{world.path}/synthesis/lists",
        {"strengths": "Huumori\r\n\r\n  Sitkeys ", "base_version": "1"},
        on="/today",
        headers=AUTOSAVE,
    )

    assert answer.headers["X-Version"] == "2"
    assert world.sent(session.WriteSynthesis)[0].strengths == ("Huumori", "Sitkeys")


def test_the_client_agrees_to_what_the_page_says(student: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[session.WriteSynthesis] = gathered(5)
    world.house.ask.answers[session.AgreeSynthesis] = gathered(5)
    key = "a-key-of-this-form"

    student.post(
        f"{world.path}/synthesis/agree",
        {"strengths": "Huumori", "base_version": "4", "idempotency_key": key},
        on="/today",
    )

    assert world.sent(session.AgreeSynthesis) == [session.AgreeSynthesis(world.session.session_id, 5)]
    keys = [asked.key for asked in world.house.ask.asked if asked.key]
    assert len(set(keys)) == 2


def test_a_line_that_is_too_long_is_told_at_its_list(student: Browser, world: StaffWorld) -> None:
    page = student.post(f"{world.path}/synthesis/lists", {"challenges": "x" * 201, "base_version": "0"}, on="/today")

    assert page.status_code == 422
    assert 'id="challenges-error"' in page.text
    assert "x" * 201 in page.text


def test_goals_wait_for_an_agreed_synthesis(student: Browser, world: StaffWorld) -> None:
    assert "Sopikaa ensin koonnista" in student.get(f"{world.path}/conclusions").text


def test_a_goal_is_set_changed_and_asked_about_before_it_is_taken_back(student: Browser, world: StaffWorld) -> None:
    goal = session.GoalView(uuid4(), "Aamu alkaa yhdeksältä", ("Lenkki",))
    world.told(goals=(goal,), synthesis=session.SynthesisView(("A",), (), (), (), 1, NOW))
    form = {"text": "Aamu alkaa kymmeneltä", "actions": "Lenkki\nAamupala", "goal_id": str(goal.goal_id)}

    page = student.get(f"{world.path}/conclusions?goal_id={goal.goal_id}").text
    student.post(f"{world.path}/conclusions/goal", form, on="/today")
    sure = student.get(f"{world.path}/conclusions/{goal.goal_id}/remove").text

    assert 'value="Aamu alkaa yhdeksältä"' in page
    assert world.sent(session.SetGoal)[0].actions == ("Lenkki", "Aamupala")
    assert world.sent(session.SetGoal)[0].goal_id == goal.goal_id
    assert "Poista tavoite" in sure
    assert world.sent(session.RemoveGoal) == []
