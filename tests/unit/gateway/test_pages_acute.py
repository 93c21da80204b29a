"""The band over the guide: who has answered and as what; the lecturer's number and 112 stay while it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.requests import booking
from shared.contracts.vocabulary import Language
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import COORDINATOR, LECTURER, StaffWorld, acute, signed_in, staff_world

LECTURERS_NUMBER = 'href="tel:+358405550101"'
EMERGENCY = 'href="tel:112"'
TAKEN = {"acknowledged_by": COORDINATOR, "acknowledged_as": "coordinator", "is_taken_over": True}
SEEN = {"coordinator_by": COORDINATOR, "coordinator_at": NOW}


@pytest.fixture
def world(house: House) -> StaffWorld:
    return staff_world(house)


@pytest.fixture
def student(browser: Browser, house: House) -> Browser:
    return signed_in(browser, house, "student")


def beforehand(world: StaffWorld, **alert: Any) -> None:
    """The client rated five at home two days ago, and the conversation is to come."""
    acute(world, **alert)
    rating = replace(world.session.stress[0], rated_at=NOW - timedelta(days=2))
    told = world.session.alert and replace(world.session.alert, is_beforehand=True)
    world.told(state="planned", started_at=None, stress=(rating,), alert=told)


@pytest.mark.parametrize(
    ("state", "alert", "words"),
    [
        ("raised", {}, "Hälytys on lähdössä: Leena Salo."),
        ("alerted", {}, "Hälytys on lähetetty: Leena Salo. Kuittausta odotetaan."),
        ("unanswered", {}, "Leena Salo ei ole vielä kuitannut. Hälytys on lähetetty myös koordinaattoreille."),
        ("acknowledged", {}, "Leena Salo (ohjaava lehtori) on kuitannut hälytyksen."),
        ("acknowledged", TAKEN, "Maija Aho (koordinaattori) on ottanut hälytyksen hoitaakseen."),
        ("alerted", SEEN, "Maija Aho (koordinaattori) on kuitannut hälytyksen omalta osaltaan."),
        ("unanswered", {"calls_have_ended": True}, "Lehtorille ei enää lähetetä viestejä."),
    ],
)
def test_the_band_says_who_has_answered_and_as_what(
    student: Browser, world: StaffWorld, state: str, alert: dict[str, Any], words: str
) -> None:
    acute(world, state, **alert)

    for path in ("acute", "orientation", "closing"):
        page = student.get(f"{world.path}/{path}").text
        assert words in page
        assert "Jatkokeskustelulle on ehdotettu aikaa to 26.11. klo 13.00." in page
        assert LECTURERS_NUMBER in page
        assert EMERGENCY in page


@pytest.mark.parametrize("state", ["alerted", "unanswered"])
def test_a_coordinators_acknowledgement_never_says_that_the_lecturer_knows(
    student: Browser, world: StaffWorld, state: str
) -> None:
    acute(world, state, **SEEN)

    page = student.get(f"{world.path}/acute").text

    assert "Lehtoria kutsutaan yhä." in page
    assert "hälytys on kuitattu" not in page
    assert "is-answered" not in page


def test_once_the_calls_have_ended_nobody_is_said_to_be_called(student: Browser, world: StaffWorld) -> None:
    acute(world, "unanswered", **SEEN, calls_have_ended=True)

    page = student.get(f"{world.path}/acute").text

    assert "kutsutaan yhä" not in page
    assert "Soittakaa lehtorille." in page


def test_an_escalated_band_looks_different_from_the_first_one(student: Browser, world: StaffWorld) -> None:
    acute(world)
    assert "is-escalated" not in student.get(f"{world.path}/acute").text
    acute(world, "unanswered")
    assert "is-escalated" in student.get(f"{world.path}/acute").text


def test_after_the_close_the_band_is_a_matter_of_record(student: Browser, world: StaffWorld) -> None:
    acute(world, "unanswered")
    world.told(state="closed", closed_at=NOW)

    page = student.get(f"{world.path}/orientation").text

    assert "Tilanne oli akuutti, eikä hälytystä ole kuitattu" in page
    assert "Soittakaa" not in page
    assert EMERGENCY not in page


def test_before_the_conversation_its_page_shows_the_earlier_rating(student: Browser, world: StaffWorld) -> None:
    beforehand(world)

    page = student.get(world.path).text

    assert "Asiakas on arvioinut stressinsä korkeaksi jo ennen keskustelua" in page
    assert "su 22.11. klo 13.00" in page
    assert "asiakas arvioi stressitasokseen 5, ennen keskustelua" in page
    assert world.client.phone not in page or not world.client.phone


def test_the_opened_guide_shows_the_earlier_rating_on_every_step(student: Browser, world: StaffWorld) -> None:
    beforehand(world, state="acknowledged")
    world.told(state="under_way", started_at=NOW)

    for step in ("orientation", "wellbeing", "stress"):
        page = student.get(f"{world.path}/{step}").text
        assert "Kysykää heti aluksi, mikä on vointi nyt." in page
        assert "asiakas arvioi stressitasokseen 5, ennen keskustelua" in page
    assert page.count("su 22.11. klo 13.00") == 2  # in the band, and among the ratings


@pytest.mark.parametrize(("role", "is_shown"), [("lecturer", True), ("student", False)])
def test_the_lecturer_gets_the_number_to_call_before_the_conversation(
    browser: Browser, house: House, world: StaffWorld, role: str, is_shown: bool
) -> None:
    world.client = replace(world.client, phone="+358 40 123 4567")
    beforehand(world)

    page = signed_in(browser, house, role).get(world.path).text

    assert ('href="tel:+358401234567"' in page) is is_shown


def test_without_a_high_rating_nobody_asks_for_the_clients_number(
    browser: Browser, house: House, world: StaffWorld
) -> None:
    world.told(state="planned", started_at=None)
    signed_in(browser, house, "lecturer").get(world.path)
    assert house.ask.of(booking.Client) == []


def test_lecturers_are_not_shown_their_own_number(browser: Browser, house: House, world: StaffWorld) -> None:
    acute(world)
    page = signed_in(browser, house, "lecturer").get(f"{world.path}/acute").text
    assert world.session.lecturer_id == LECTURER
    assert LECTURERS_NUMBER not in page
    assert EMERGENCY in page


@pytest.mark.parametrize("language", list(Language))
def test_every_state_has_its_words_in_every_language(student: Browser, world: StaffWorld, language: Language) -> None:
    student.get(f"/today?lang={language.value}")
    for state in ("raised", "alerted", "unanswered", "acknowledged"):
        for alert in ({}, SEEN, TAKEN, {"calls_have_ended": True}, {"acknowledged_as": None}):
            acute(world, state, **alert)
            assert student.get(f"{world.path}/acute").status_code == 200
            beforehand(world, state=state, **alert)
            assert student.get(world.path).status_code == 200
