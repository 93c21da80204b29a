"""What a client reads who rates their stress: at home, in the room, by which link, and what is told to whom."""

from __future__ import annotations

import pytest

from shared.contracts.requests import session
from shared.contracts.vocabulary import Language
from shared.links import LinkPurpose
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House

HELP = ('href="tel:112"', 'href="tel:116117"', 'href="tel:0925250111"')


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A conversation that is two days away."""
    return client_world(house)


def own(world: ClientWorld, *, is_confirmed: bool = True) -> str:
    return f"/c/{world.token(is_confirmed=is_confirmed)}"


def has_help(page: str) -> bool:
    return all(number in page for number in HELP)


def test_a_high_rating_at_home_is_told_truthfully(browser: Browser, world: ClientWorld) -> None:
    answer = browser.post(f"{own(world)}/stress", {"level": "5"}, on=f"{own(world)}/stress")
    page = browser.get(answer.location).text

    assert "mutta hän ei ehkä näe sitä heti" in page
    assert "Jos tarvitset apua nyt, älä jää odottamaan." in page
    assert "torstai 26.11.2026 klo 13.00" in page
    assert has_help(page)


def test_in_the_lobby_nobody_is_said_to_sit_beside_the_client(browser: Browser, house: House) -> None:
    world = client_world(house, starts_at=NOW)  # its time has come, and nobody has begun it
    world.told(stress_level=4, stress_is_high=True)

    page = browser.get(f"{own(world)}/stress/now").text

    assert "Kerro siitä opiskelijoille" not in page
    assert "mutta hän ei ehkä näe sitä heti" in page


@pytest.mark.parametrize("level", [None, 3])
def test_without_a_high_rating_nobody_is_said_to_be_told(
    browser: Browser, world: ClientWorld, level: int | None
) -> None:
    world.told(stress_level=level)

    answer = browser.get(f"{own(world)}/stress/now")

    assert (answer.status_code, answer.location) == (303, own(world))


def test_while_the_conversation_does_not_answer_the_page_gives_help_and_promises_nothing(
    browser: Browser, world: ClientWorld, house: House
) -> None:
    house.ask.answers[session.Summary] = RequestTimeout("session", 2.0)

    page = browser.get(f"{own(world)}/stress/now").text

    assert has_help(page)
    assert "saa tiedon" not in page


@pytest.mark.parametrize("state", ["cancelled", "declined", "no_show"])
def test_after_the_time_was_given_up_no_page_asks_for_stress(browser: Browser, world: ClientWorld, state: str) -> None:
    world.change(state=state)  # and the conversation has not heard of it yet
    world.told(stress_level=5, stress_is_high=True)

    for path in ("", "/stress", "/stress/now"):
        page = browser.get(f"{own(world)}{path}").text
        assert 'name="level"' not in page
        assert "saa tiedon" not in page
        assert has_help(page)


def test_by_a_link_that_nobody_confirmed_the_page_says_which_one_to_open_and_where_help_is(
    browser: Browser, world: ClientWorld
) -> None:
    page = browser.get(f"{own(world, is_confirmed=False)}/stress").text

    assert "Avaa sivu linkistä, jonka lähetimme sinulle sähköpostiin" in page
    assert 'name="level"' not in page
    assert has_help(page)


def test_on_the_day_an_unconfirmed_link_does_not_offer_the_rating(browser: Browser, house: House) -> None:
    world = client_world(house, starts_at=NOW)

    assert "/stress" not in browser.get(own(world, is_confirmed=False)).text
    assert "/stress" in browser.get(own(world)).text


def test_in_the_room_any_link_of_the_client_will_do(browser: Browser, house: House) -> None:
    world = client_world(house, starts_at=NOW)
    world.told(state="under_way")

    assert 'name="level"' in browser.get(f"{own(world, is_confirmed=False)}/stress").text


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (conflict("link_unconfirmed", "session_id"), 409, "jonka lähetimme sinulle sähköpostiin"),
        (conflict("rated_just_now", "level", until="2026-11-24T11:00:40+00:00", seconds=40), 429, "40 sekunnin"),
        (conflict("not_held", "session_id", state="cancelled"), 409, "Keskustelua ei käydä"),
    ],
)
def test_whoever_is_refused_sees_why_and_the_numbers_before_anything_else(
    browser: Browser, world: ClientWorld, house: House, refusal: Exception, status: int, words: str
) -> None:
    house.ask.answers[session.RateStress] = refusal

    answer = browser.post(f"{own(world)}/stress", {"level": "5"}, on=f"{own(world)}/stress")

    assert answer.status_code == status
    assert words in answer.text
    assert has_help(answer.text)
    assert answer.text.index(HELP[0]) < answer.text.index('name="level"')


def test_how_long_to_wait_is_in_the_header_too(browser: Browser, world: ClientWorld, house: House) -> None:
    house.ask.answers[session.RateStress] = conflict(
        "rated_just_now", "level", until="2026-11-24T11:00:40+00:00", seconds=40
    )

    answer = browser.post(f"{own(world)}/stress", {"level": "5"}, on=f"{own(world)}/stress")

    assert answer.headers["Retry-After"] == "40"


@pytest.mark.parametrize("language", list(Language))
def test_it_is_said_beforehand_whom_a_four_or_five_tells(
    browser: Browser, world: ClientWorld, language: Language
) -> None:
    browser.get(f"{own(world)}/stress?lang={language.value}")
    page = browser.get(f"{own(world)}/stress").text

    told = {
        Language.FI: "myös ohjaava lehtori",
        Language.SV: "den handledande lektorn",
        Language.EN: "lecturer is told",
    }
    assert told[language] in page


@pytest.mark.parametrize("purpose", [LinkPurpose.APPOINTMENT, LinkPurpose.SELF_FILL])
def test_closed_forms_still_say_where_help_is(browser: Browser, world: ClientWorld, purpose: LinkPurpose) -> None:
    world.told(state="closed")
    door = "f" if purpose is LinkPurpose.SELF_FILL else "c"

    assert has_help(browser.get(f"/{door}/{world.token(purpose)}/stress").text)
