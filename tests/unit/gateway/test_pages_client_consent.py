"""The client's pages ask for the consent before anything else, and tell never asked from withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.contracts.requests import assessment, booking, session
from shared.contracts.vocabulary import CONSENT_VERSION, ConsentHow
from shared.links import LinkPurpose
from shared.refusal import Refusal, RefusalKind, conflict
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House

AGREED = {"has_consented": "yes", "consent_version": CONSENT_VERSION}
FORMS = ("stress", "time-use", "time-use/current", "self-assessment")


@pytest.fixture
def world(house: House) -> ClientWorld:
    """A conversation that is under way with a client who has not been asked."""
    world = client_world(house, starts_at=NOW)
    world.change(state="under_way", consent="unknown")
    world.told(state="under_way")
    world.client = replace(world.client, consent_version=None, consent_given_at=None)
    return world


@pytest.fixture(params=[LinkPurpose.APPOINTMENT, LinkPurpose.SELF_FILL])
def door(world: ClientWorld, request: pytest.FixtureRequest) -> str:
    """The way in: the own page, or the forms alone."""
    first = "f" if request.param is LinkPurpose.SELF_FILL else "c"
    return f"/{first}/{world.token(request.param)}"


def agreed(world: ClientWorld) -> None:
    """Booking knows of the consent."""
    world.client = replace(world.client, consent_version=CONSENT_VERSION, consent_given_at=NOW)


def test_the_way_to_the_consent_comes_first_and_no_form_is_offered(
    browser: Browser, world: ClientWorld, door: str
) -> None:
    page = browser.get(door).text

    assert f'href="{door}/consent"' in page
    assert "Olet perunut" not in page
    for path in FORMS:
        assert f'href="{door}/{path}"' not in page


def test_time_and_place_are_told_also_to_whom_does_not_consent(browser: Browser, world: ClientWorld) -> None:
    page = browser.get(f"/c/{world.token(LinkPurpose.APPOINTMENT)}").text

    assert "Suostumuksesi puuttuu vielä" in page
    assert page.index("Suostumuksesi puuttuu vielä") < page.index("B2041")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_is_opened_all_the_same_leads_to_the_consent(
    browser: Browser, world: ClientWorld, door: str, path: str
) -> None:
    page = browser.get(f"{door}/{path}").text

    assert f'href="{door}/consent"' in page
    assert "<form" not in page
    assert 'href="tel:112"' in browser.get(f"{door}/consent").text


def test_the_consent_is_kept_to_the_text_that_was_shown_and_the_forms_open(
    browser: Browser, world: ClientWorld, door: str
) -> None:
    page = browser.get(f"{door}/consent").text
    assert f'name="consent_version" value="{CONSENT_VERSION}"' in page
    assert "Jos et anna suostumusta" in page

    answer = browser.post(f"{door}/consent", AGREED, on=f"{door}/consent")

    assert answer.location == door
    assert world.sent(booking.GiveConsent) == [booking.GiveConsent(world.client.client_id, CONSENT_VERSION)]
    agreed(world)
    assert f'href="{door}/stress"' in browser.get(door).text


def test_without_the_box_ticked_nothing_is_asked_of_anyone(browser: Browser, world: ClientWorld, door: str) -> None:
    answer = browser.post(f"{door}/consent", {"consent_version": CONSENT_VERSION}, on=f"{door}/consent")

    assert answer.status_code == 422
    assert 'href="#has_consented"' in answer.text
    assert not world.sent(booking.GiveConsent)


@pytest.mark.parametrize(
    ("path", "typed", "contract", "kept"),
    [
        ("stress", {"level": "3"}, session.RateStress, 'value="3" checked'),
        (
            "time-use/current",
            {"productive_minutes": "480", "leisure_minutes": "420", "self_care_minutes": "540"},
            session.RecordTimeUse,
            '<option value="420" selected>',
        ),
    ],
)
def test_who_answers_sooner_than_the_consent_was_heard_keeps_what_they_chose_and_is_told_to_try_again(
    browser: Browser,
    world: ClientWorld,
    house: House,
    door: str,
    path: str,
    typed: dict[str, str],
    contract: type,
    kept: str,
) -> None:
    agreed(world)
    house.ask.answers[contract] = conflict("consent_unknown", "session_id")

    answer = browser.post(f"{door}/{path}", typed, on=f"{door}/{path}")

    assert answer.status_code == 409
    assert "yritä hetken kuluttua uudelleen" in answer.text
    assert kept in answer.text


def test_a_self_assessment_begun_too_soon_says_to_try_again(
    browser: Browser, world: ClientWorld, house: House, door: str
) -> None:
    agreed(world)
    house.ask.answers[assessment.StartAssessment] = conflict("consent_unknown", "session_id")

    answer = browser.post(f"{door}/self-assessment", {"instrument": "everyday"}, on=f"{door}/self-assessment")

    assert answer.status_code == 409
    assert "yritä hetken kuluttua uudelleen" in answer.text


def test_withdrawn_is_said_where_it_was_with_the_way_to_have_all_deleted(browser: Browser, world: ClientWorld) -> None:
    world.change(state="cancelled", consent="withdrawn")
    world.client = replace(world.client, consent_withdrawn_at=NOW)
    path = f"/c/{world.token(LinkPurpose.APPOINTMENT)}"

    for page in (browser.get(path).text, browser.get(f"{path}/consent").text):
        assert "Peruit suostumuksesi" in page
        assert "tietosuoja@kaarna.example" in page


def test_never_asked_is_not_said_to_be_withdrawn_after_a_cancellation(browser: Browser, world: ClientWorld) -> None:
    world.change(state="cancelled")
    page = browser.get(f"/c/{world.token(LinkPurpose.APPOINTMENT)}").text

    assert "Peruit" not in page
    assert "perunut" not in page


@pytest.mark.parametrize(
    ("how", "words"),
    [(ConsentHow.SPOKEN, "suullisesti"), (ConsentHow.PAPER, "paperilla"), (None, "Annoit suostumuksen")],
)
def test_the_client_reads_how_the_consent_was_given(
    browser: Browser, world: ClientWorld, how: ConsentHow | None, words: str
) -> None:
    agreed(world)
    world.client = replace(world.client, consent_how=how)

    assert words in browser.get(f"/c/{world.token(LinkPurpose.APPOINTMENT)}/consent").text


def test_an_erased_clients_link_says_so(browser: Browser, world: ClientWorld, house: House) -> None:
    house.ask.answers[booking.Client] = Refusal(RefusalKind.EXPIRED, "data_erased", "client_id")

    answer = browser.get(f"/c/{world.token(LinkPurpose.APPOINTMENT)}")

    assert answer.status_code == 410
    assert "Tietosi on poistettu pyynnöstäsi" in answer.text
    assert "Tätä ei enää ole" in answer.text


def test_an_invitation_asks_also_where_staff_have_booked_already(browser: Browser, world: ClientWorld) -> None:
    world.client = replace(world.client, has_coming=True, came_by="referral", referred_by_role="lecturer")
    path = f"/i/{world.token(LinkPurpose.INVITATION)}"

    page = browser.get(path).text
    assert "Suostumuksesi" in page
    assert "antoi lehtori (Kaarnan ammattikorkeakoulu)" in page
    assert browser.post(path, AGREED, on=path).location == path
    agreed(world)
    assert 'name="has_consented"' not in browser.get(path).text
