"""The invitation of a referred client: consent, then a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.contracts.requests import booking
from shared.contracts.vocabulary import CONSENT_VERSION, Language
from shared.links import LinkPurpose
from shared.refusal import conflict
from tests.unit.gateway.client_world import CAMPUS, ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import House

AT = "2026-11-25T11:00:00+00:00"


AGREED = {"has_consented": "yes", "consent_version": CONSENT_VERSION}


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A client, and times that are free."""
    return client_world(house)


def test_an_invited_client_consents_then_chooses_a_time(browser: Browser, world: ClientWorld) -> None:
    world.client = replace(world.client, consent_version=None, consent_given_at=None)
    path = f"/i/{world.token(LinkPurpose.INVITATION)}"

    assert "Tervetuloa keskustelemaan" in browser.get(path).text
    unticked = browser.post(path, {}, on=path)
    assert unticked.status_code == 422
    assert not world.sent(booking.GiveConsent)
    assert browser.post(path, AGREED, on=path).location == path
    assert world.sent(booking.GiveConsent)[0].consent_version == CONSENT_VERSION


def test_an_invited_client_who_has_consented_books(browser: Browser, world: ClientWorld) -> None:
    path = f"/i/{world.token(LinkPurpose.INVITATION)}"

    assert browser.get(path).location == f"{path}/time"
    answer = browser.post(f"{path}/time", {"campus": CAMPUS, "starts_at": AT}, on=f"{path}/time")

    assert "Aikasi on varattu" in answer.text
    assert world.appointment.room.name in answer.text
    assert "/c/" not in answer.text
    assert world.sent(booking.BookAppointment)[0].client_id == world.client.client_id


def test_a_time_taken_meanwhile_shows_an_invited_client_the_others(
    browser: Browser, world: ClientWorld, house: House
) -> None:
    house.ask.answers[booking.BookAppointment] = conflict("time_taken", "starts_at")
    path = f"/i/{world.token(LinkPurpose.INVITATION)}/time"

    answer = browser.post(path, {"campus": CAMPUS, "starts_at": AT}, on=path)

    assert answer.status_code == 409
    assert "Valitse toinen aika" in answer.text
    assert "to 26.11." in answer.text


def test_an_invitation_that_was_used_opens_nothing_and_says_where_the_link_is(
    browser: Browser, world: ClientWorld
) -> None:
    world.client = replace(world.client, has_coming=True)

    page = browser.get(f"/i/{world.token(LinkPurpose.INVITATION)}")

    assert page.status_code == 200
    assert "Sinulle on jo varattu aika" in page.text
    assert "/c/" not in page.text


def test_an_invitation_speaks_the_clients_language_until_another_is_chosen(
    browser: Browser, world: ClientWorld
) -> None:
    world.client = replace(world.client, language=Language.SV, consent_version=None)
    path = f"/i/{world.token(LinkPurpose.INVITATION)}"

    assert 'lang="sv"' in browser.get(path).text[:100]
    browser.get(f"{path}?lang=en")
    assert 'lang="en"' in browser.get(path).text[:100]
