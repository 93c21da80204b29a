"""The forms that a client fills in alone, on the own page or by a link for the forms alone."""

from __future__ import annotations

import pytest

from shared.contracts.requests import session
from shared.contracts.vocabulary import Language, TimeUseKind
from shared.links import LinkPurpose
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import invalid
from tests.unit.gateway.client_world import ClientWorld, circle, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House

WHOLE = {"productive_minutes": "480", "leisure_minutes": "420", "self_care_minutes": "540"}


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


def test_both_ways_in_offer_the_three_forms(browser: Browser, world: ClientWorld, door: str) -> None:
    page = browser.get(door).text

    for path in ("stress", "time-use", "self-assessment"):
        assert f'href="{door}/{path}"' in page


def test_an_ordinary_rating_is_kept_and_said_to_be(browser: Browser, world: ClientWorld, door: str) -> None:
    answer = browser.post(f"{door}/stress", {"level": "3"}, on=f"{door}/stress")

    assert world.sent(session.RateStress)[0] == session.RateStress(world.appointment.appointment_id, 3)
    assert answer.location == door
    assert "Stressitaso on tallennettu" in browser.get(door).text


def test_a_high_rating_leads_to_where_help_is(browser: Browser, world: ClientWorld, door: str) -> None:
    answer = browser.post(f"{door}/stress", {"level": "5"}, on=f"{door}/stress")

    assert answer.location == f"{door}/stress/now"
    page = browser.get(answer.location).text
    assert "Kerro siitä opiskelijoille jo nyt" in page
    assert "Myös ohjaava lehtori saa tiedon" in page
    assert 'href="tel:112"' in page


@pytest.mark.parametrize("level", ["", "0", "6", "kova"])
def test_a_level_that_the_scale_lacks_is_named(browser: Browser, world: ClientWorld, door: str, level: str) -> None:
    answer = browser.post(f"{door}/stress", {"level": level}, on=f"{door}/stress")

    assert answer.status_code == 422
    assert 'href="#level"' in answer.text
    assert not world.sent(session.RateStress)


def test_after_the_present_day_comes_the_ideal_one(browser: Browser, world: ClientWorld, door: str) -> None:
    answer = browser.post(f"{door}/time-use/current", WHOLE, on=f"{door}/time-use/current")

    assert answer.location == f"{door}/time-use/ideal"
    answer = browser.post(f"{door}/time-use/ideal", WHOLE, on=f"{door}/time-use/ideal")
    assert answer.location == f"{door}/time-use"
    kinds = [sent.kind for sent in world.sent(session.RecordTimeUse)]
    assert kinds == [TimeUseKind.CURRENT, TimeUseKind.IDEAL]


def test_circles_are_compared_in_words(browser: Browser, world: ClientWorld, door: str) -> None:
    world.told(circles=(circle(TimeUseKind.CURRENT, 240, 660, 540), circle(TimeUseKind.IDEAL, 420, 480, 540)))

    assert "3 h enemmän tuottavaa toimintaa kuin nyt" in browser.get(f"{door}/time-use").text


def test_hours_that_do_not_add_up_are_shown_again_as_they_were_chosen(
    browser: Browser, world: ClientWorld, house: House, door: str
) -> None:
    house.ask.answers[session.RecordTimeUse] = invalid(
        "circle_not_24_hours", "productive_minutes", total=1500, expected=1440
    )

    answer = browser.post(
        f"{door}/time-use/current", {**WHOLE, "productive_minutes": "540"}, on=f"{door}/time-use/current"
    )

    assert answer.status_code == 422
    assert 'href="#circle"' in answer.text
    assert answer.text.count('value="540" selected') == 2


def test_once_the_conversation_is_closed_nothing_can_be_filled_in(
    browser: Browser, world: ClientWorld, door: str
) -> None:
    world.told(state="closed")

    for path in ("stress", "time-use", "time-use/current", "self-assessment"):
        page = browser.get(f"{door}/{path}").text
        assert "Keskustelu on käyty" in page
        assert f'action="{door}' not in page


def test_until_session_has_heard_of_the_time_the_forms_are_not_open(
    browser: Browser, world: ClientWorld, door: str
) -> None:
    world.summary = None

    page = browser.get(f"{door}/stress").text

    assert "Lomakkeet eivät ole vielä auki" in page
    assert f'href="{door}/stress">Yritä uudelleen' in page


def test_what_was_chosen_stays_while_session_does_not_answer(
    browser: Browser, world: ClientWorld, house: House, door: str
) -> None:
    for question in (session.Summary, session.RateStress, session.RecordTimeUse):
        house.ask.answers[question] = RequestTimeout("session", 2.0)

    rated = browser.post(f"{door}/stress", {"level": "4"})
    drawn = browser.post(f"{door}/time-use/current", {**WHOLE, "productive_minutes": "540"})

    assert (rated.status_code, drawn.status_code) == (503, 503)
    assert 'value="4" checked' in rated.text
    assert drawn.text.count('value="540" selected') == 2


@pytest.mark.parametrize("language", list(Language))
def test_every_page_has_its_words_in_every_language(
    browser: Browser, world: ClientWorld, door: str, language: Language
) -> None:
    browser.get(f"{door}?lang={language.value}")
    world.begun()

    world.told(stress_level=5, stress_is_high=True)

    for path in ("stress", "stress/now", "time-use", "time-use/previous", "self-assessment", "self-assessment/ready"):
        page = browser.get(f"{door}/{path}")
        assert page.status_code == 200
        assert f'<html lang="{language.value}"' in page.text
