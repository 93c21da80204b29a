"""After the conversation: the summary, and the follow-up that was agreed on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.contracts.requests.session import FollowUpState, Recommendation, SynthesisView
from shared.contracts.vocabulary import Language, Service, ShownReason
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A client with a time the day after tomorrow."""
    return client_world(house)


def own(world: ClientWorld, *path: str) -> str:
    """The address of the own page, or of one below it."""
    return "/".join(("/c", world.token(), *path))


def close(world: ClientWorld, follow_up: FollowUpState | None = None) -> None:
    """The conversation was held, a synthesis agreed."""
    gathered = SynthesisView(("Pidät sovitusta kiinni.",), ("Ystävät",), ("Uni",), ("Nukkumaanmeno",), 1, NOW)
    world.change(state="completed")
    services = (Recommendation(Service.DEBT_ADVICE, "Ajan saa puhelimitse."),)
    world.told(state="closed", synthesis=gathered, recommendations=services, follow_up=follow_up, closed_at=NOW)


def test_after_the_conversation_the_summary_is_there(browser: Browser, world: ClientWorld) -> None:
    assert "Yhteenveto tulee tänne" in browser.get(own(world, "summary")).text

    close(world)

    assert own(world, "summary") in browser.get(own(world)).text
    page = browser.get(own(world, "summary")).text
    for told in ("Pidät sovitusta kiinni.", "Ystävät", "Uni", "Nukkumaanmeno", "Talous- ja velkaneuvonta"):
        assert told in page


def test_a_proposed_follow_up_is_one_step_from_the_page_before_it(browser: Browser, world: ClientWorld) -> None:
    at = NOW + timedelta(days=5)
    close(world, FollowUpState("proposed", ShownReason.HIGH_STRESS, (), uuid4(), at))

    page = browser.get(own(world)).text

    assert "sunnuntai 29.11.2026 klo 13.00" in page
    assert "Vastaa ehdotukseen" in page


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", ["requested", "proposed", "waiting", "confirmed", "declined"])
def test_every_standing_of_a_follow_up_has_words(
    browser: Browser, world: ClientWorld, state: str, language: Language
) -> None:
    for at in (NOW + timedelta(days=5), None):
        close(world, FollowUpState(state, ShownReason.GOALS, (), uuid4() if at else None, at))  # type: ignore[arg-type]
        browser.get(f"{own(world)}?lang={language.value}")

        assert browser.get(own(world)).status_code == 200
        assert browser.get(own(world, "summary")).status_code == 200
