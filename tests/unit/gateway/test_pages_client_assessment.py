"""The self-assessment that a client fills in: each answer is kept as it is given."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.requests import assessment, session
from shared.contracts.requests.assessment import AnswerView
from shared.links import LinkPurpose
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict, invalid
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A conversation that is under way."""
    world = client_world(house, starts_at=NOW)
    world.change(state="under_way")
    world.told(state="under_way")
    return world


@pytest.fixture(params=[LinkPurpose.APPOINTMENT, LinkPurpose.SELF_FILL])
def door(world: ClientWorld, request: pytest.FixtureRequest) -> str:
    """The way in: the own page, or the forms alone."""
    first = "f" if request.param is LinkPurpose.SELF_FILL else "c"
    return f"/{first}/{world.token(request.param)}"


def finished(world: ClientWorld, **more: Any) -> None:
    """A finished self-assessment in which two things matter more than they go well."""
    answers = (AnswerView("errands", 1, 4, 3), AnswerView("money", 3, 3, 0), AnswerView("up", 2, 3, 1))
    world.begun(state="completed", missing=(), answers=answers, gaps=(answers[0], answers[2]), **more)


def test_beginning_a_self_assessment_leads_to_its_first_section(
    browser: Browser, world: ClientWorld, door: str
) -> None:
    page = browser.get(f"{door}/self-assessment").text
    assert "Tässä on neljä lausetta." in page
    assert not world.sent(assessment.StartAssessment)

    answer = browser.post(f"{door}/self-assessment", {"instrument": "everyday"}, on=f"{door}/self-assessment")

    assert answer.location == f"{door}/self-assessment/doing"
    assert "Hoidan asiani." in browser.get(answer.location).text


def test_only_what_is_new_is_sent(browser: Browser, world: ClientWorld, door: str) -> None:
    world.begun(answers=(AnswerView("errands", 2, 3, 1),))
    page = f"{door}/self-assessment/doing"

    answer = browser.post(
        page, {"competence-errands": "2", "importance-errands": "4", "competence-money": "1"}, on=page
    )

    assert answer.location == f"{door}/self-assessment/days"
    told = [(sent.item, sent.competence, sent.importance) for sent in world.sent(assessment.AnswerItem)]
    assert told == [("errands", None, 4), ("money", 1, None)]


def test_a_form_that_saves_itself_is_answered_without_a_page(browser: Browser, world: ClientWorld, door: str) -> None:
    world.begun()
    page = f"{door}/self-assessment/doing"

    answer = browser.post(page, {"competence-errands": "2"}, on=page, headers={"X-Autosave": "1"})

    assert answer.status_code == 204
    assert world.sent(assessment.AnswerItem)[0].competence == 2


@pytest.mark.parametrize("value", ["0", "5", "x", "²"])
def test_an_answer_outside_the_scale_changes_nothing(
    browser: Browser, world: ClientWorld, door: str, value: str
) -> None:
    world.begun()
    page = f"{door}/self-assessment/doing"

    answer = browser.post(page, {"competence-errands": value}, on=page)

    assert answer.status_code == 422
    assert not world.sent(assessment.AnswerItem)


def test_answers_that_could_not_be_kept_stay_chosen(
    browser: Browser, world: ClientWorld, house: House, door: str
) -> None:
    world.begun()
    house.ask.answers[assessment.AnswerItem] = RequestTimeout("assessment", 2.0)
    page = f"{door}/self-assessment/doing"

    answer = browser.post(page, {"competence-errands": "2"}, on=page)

    assert answer.status_code == 503
    assert 'name="competence-errands" value="2" checked' in answer.text


def test_answers_stay_chosen_while_session_does_not_answer(
    browser: Browser, world: ClientWorld, house: House, door: str
) -> None:
    world.begun()
    page = f"{door}/self-assessment/doing"
    house.ask.answers[session.Summary] = house.ask.answers[assessment.AnswerItem] = RequestTimeout("session", 2.0)

    answer = browser.post(page, {"competence-errands": "2"})

    assert answer.status_code == 503
    assert 'name="competence-errands" value="2" checked' in answer.text


@pytest.mark.parametrize("path", ["doing", "ready", "change-targets"])
def test_what_is_sent_while_assessment_does_not_answer_is_said_not_to_be_kept(
    browser: Browser, world: ClientWorld, house: House, door: str, path: str
) -> None:
    world.begun()
    house.ask.answers[assessment.AssessmentsOf] = RequestTimeout("assessment", 2.0)

    answer = browser.post(f"{door}/self-assessment/{path}", {"competence-errands": "2"}, headers={"X-Autosave": "1"})

    assert answer.status_code == 503
    assert not any(world.sent(each) for each in (assessment.AnswerItem, assessment.CompleteAssessment))


def test_what_is_missing_is_named_with_the_way_to_it(browser: Browser, world: ClientWorld, door: str) -> None:
    world.begun(missing=("rest",))

    page = browser.get(f"{door}/self-assessment/ready").text

    assert f'href="{door}/self-assessment/days#item-rest"' in page
    assert "Merkitse valmiiksi" not in page


def test_finishing_too_early_is_refused_in_words(browser: Browser, world: ClientWorld, house: House, door: str) -> None:
    world.begun()
    house.ask.answers[assessment.CompleteAssessment] = conflict("items_missing", "assessment_id", missing=["rest"])

    answer = browser.post(f"{door}/self-assessment/ready", on=f"{door}/self-assessment")

    assert answer.status_code == 409
    assert "Joihinkin väittämiin ei ole vielä vastattu" in answer.text


def test_a_finished_form_shows_in_words_what_matters_more_than_it_goes_well(
    browser: Browser, world: ClientWorld, door: str
) -> None:
    finished(world)

    page = browser.get(f"{door}/self-assessment").text

    assert page.index("Hoidan asiani.") < page.index("Nousen ylös.") < page.index("Muut väittämät")
    assert "sujuu 1 · merkitsee 4" in page


def test_change_targets_are_chosen_and_may_all_be_left(browser: Browser, world: ClientWorld, door: str) -> None:
    finished(world, change_targets=("errands",))
    page = f"{door}/self-assessment"

    browser.post(f"{page}/change-targets", {"items": ["up", "errands"]}, on=page)
    browser.post(f"{page}/change-targets", {}, on=page)

    assert [sent.items for sent in world.sent(assessment.ChooseChangeTargets)] == [("up", "errands"), ()]


def test_too_many_change_targets_stay_chosen_while_the_page_says_so(
    browser: Browser, world: ClientWorld, house: House, door: str
) -> None:
    finished(world)
    house.ask.answers[assessment.ChooseChangeTargets] = invalid("too_many_change_targets", "items", most=4)
    page = f"{door}/self-assessment"

    answer = browser.post(f"{page}/change-targets", {"items": ["up", "errands"]}, on=page)

    assert answer.status_code == 422
    assert "Valitse enintään 4 muutoskohdetta" in answer.text
    assert answer.text.count(" checked") == 2


def test_an_invitation_opens_no_form(browser: Browser, world: ClientWorld) -> None:
    token = world.token(LinkPurpose.INVITATION)

    for path in ("", "/stress", "/time-use", "/self-assessment"):
        assert browser.get(f"/f/{token}{path}").status_code == 404
