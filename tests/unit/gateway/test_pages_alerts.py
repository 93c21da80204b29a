"""Alerts on the pages of those who are called: what to do first, whom to call, and answers that leave nobody astray."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.gateway.web.fragments import HEADER
from shared.contracts.actor import Actor, Role
from shared.contracts.requests import booking, notification, session
from shared.contracts.vocabulary import Language
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import not_found
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import COORDINATOR, LECTURER, StaffWorld, acute, signed_in, staff_world
from tests.unit.gateway.test_streams import listen

ALERT = UUID(int=9)
STAGES = ("before", "now", "over", "off")
STATE_OF = {"before": "planned", "now": "under_way", "over": "closed", "off": "cancelled"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A client with a number has rated five, and the alert is open."""
    made = staff_world(house)
    made.client = replace(made.client, phone="+358 40 123 4567")
    acute(made)
    told(made)
    return made


def told(world: StaffWorld, stage: str = "now", **changes: Any) -> notification.AlertView:
    """The open alert, as notification tells of it."""
    held = world.session
    kind: Any = stage
    view = notification.AlertView(
        ALERT, held.session_id, LECTURER, held.room_id, NOW, NOW, 1, False, stage=kind, **changes
    )
    state: Any = STATE_OF[stage]
    world.told(state=state)
    world.house.ask.answers[notification.OpenAlerts] = [view]
    world.house.ask.answers[notification.SettledAlerts] = []
    world.house.ask.answers[notification.AcknowledgeAlert] = replace(
        view, acknowledged_at=NOW, acknowledged_by=LECTURER
    )
    world.house.ask.answers[notification.TakeOverAlert] = replace(
        view, acknowledged_at=NOW, acknowledged_by=COORDINATOR, is_taken_over=True
    )
    return view


def band(browser: Browser) -> str:
    """What the stream shows over every page, first of all."""
    with listen(browser, "/stream") as messages:
        return next(messages).replace("data: ", "")


def test_a_rating_given_beforehand_names_the_client_to_call(browser: Browser, world: StaffWorld) -> None:
    told(world, "before", is_beforehand=True)
    world.appointment = replace(world.appointment, starts_at=NOW + timedelta(days=5))
    lecturer = signed_in(browser, world.house, "lecturer")

    for shown in (band(lecturer), lecturer.get("/alerts").text):
        assert "Soita asiakkaalle: Aino Mäkelä" in shown
        assert 'href="tel:+358401234567"' in shown
        assert "jo ennen keskustelua" in shown
        assert "Hän ei ole paikalla." in shown
        assert "Keskustelu on su 29.11. klo 13.00." in shown
        assert "Sinua tarvitaan" not in shown
        assert "B2041" not in shown


def test_name_and_number_are_asked_with_the_lecturers_own_rights(browser: Browser, world: StaffWorld) -> None:
    told(world, "before")
    band(signed_in(browser, world.house, "lecturer"))
    assert {asked.actor for asked in world.house.ask.of(booking.Client)} == {Actor(Role.LECTURER, LECTURER)}


def test_without_a_number_the_address_is_shown(browser: Browser, world: StaffWorld) -> None:
    told(world, "before")
    world.client = replace(world.client, phone="")

    shown = band(signed_in(browser, world.house, "lecturer"))

    assert "Ota yhteyttä asiakkaaseen: Aino Mäkelä" in shown
    assert "Asiakas ei ole antanut puhelinnumeroa." in shown
    assert 'href="mailto:aino@example.fi"' in shown


def test_an_alert_is_shown_though_nobody_tells_of_its_client(browser: Browser, world: StaffWorld) -> None:
    told(world, "before")
    for question in (session.Session, booking.Appointment, booking.Client):
        world.house.ask.answers[question] = RequestTimeout("booking", 2.0)

    shown = band(signed_in(browser, world.house, "lecturer"))

    assert "Soita asiakkaalle: nimi ei ole tiedossa" in shown
    assert f"/alerts/{ALERT}/acknowledge" in shown


def test_an_open_alert_is_shown_though_nobody_tells_of_settled_ones(browser: Browser, world: StaffWorld) -> None:
    world.house.ask.answers[notification.SettledAlerts] = RequestTimeout("notification", 2.0)
    assert f"/alerts/{ALERT}/acknowledge" in band(signed_in(browser, world.house, "lecturer"))


def test_the_band_in_the_room_has_a_verb_and_no_number_of_the_client(browser: Browser, world: StaffWorld) -> None:
    shown = band(signed_in(browser, world.house, "lecturer"))
    assert "Sinua tarvitaan: B2041" in shown
    assert "Asiakas arvioi stressitasokseen 5, klo 13.00." in shown
    assert "tel:" not in shown
    assert world.house.ask.of(booking.Client) == []


@pytest.mark.parametrize("role", ["lecturer", "coordinator"])
def test_an_escalated_band_looks_different_and_says_what_to_do(browser: Browser, world: StaffWorld, role: str) -> None:
    member = signed_in(browser, world.house, role)
    first = band(member)
    world.house.ask.answers[notification.OpenAlerts] = [replace(told(world), is_escalated=True)]
    later = band(member)
    assert "is-escalated" not in first
    assert "is-escalated" in later
    verb = {"lecturer": "Sinua tarvitaan yhä", "coordinator": "Mene paikalle tai pyydä sinne joku"}
    assert verb[role] in later


@pytest.mark.parametrize(("stage", "words"), [("over", "on päättynyt"), ("off", "ei pidetä")])
def test_what_is_over_does_not_call_to_the_room(browser: Browser, world: StaffWorld, stage: str, words: str) -> None:
    told(world, stage)
    shown = band(signed_in(browser, world.house, "lecturer"))
    assert words in shown
    assert f"is-{stage}" in shown
    assert "B2041" not in shown
    assert 'href="tel:+358401234567"' in shown
    assert f"/alerts/{ALERT}/acknowledge" in shown


def test_what_a_coordinator_has_acknowledged_leaves_the_band_and_stays_on_the_page(
    browser: Browser, world: StaffWorld
) -> None:
    told(world, waits_for_caller=False)
    coordinator = signed_in(browser, world.house, "coordinator")

    assert str(ALERT) not in band(coordinator)
    page = coordinator.get("/alerts").text
    assert f"/alerts/{ALERT}/acknowledge" not in page
    assert f"/alerts/{ALERT}/take-over" in page


def test_a_coordinator_reads_what_each_answer_does(browser: Browser, world: StaffWorld) -> None:
    shown = band(signed_in(browser, world.house, "coordinator"))
    assert "Otan tämän hoitaakseni" in shown
    assert "Kuittaa hälytys" in shown
    assert "Kuittaus hiljentää hälytyksen vain sinulta." in shown


def test_the_lecturer_has_one_answer(browser: Browser, world: StaffWorld) -> None:
    shown = band(signed_in(browser, world.house, "lecturer"))
    assert "Kuittaa hälytys" in shown
    assert "take-over" not in shown


def test_students_get_no_button_that_is_not_theirs_but_numbers_to_call(browser: Browser, world: StaffWorld) -> None:
    page = signed_in(browser, world.house, "student").get("/alerts").text
    assert "/acknowledge" not in page
    assert "/take-over" not in page
    assert 'href="tel:+358405550101"' in page
    assert 'href="tel:112"' in page


def test_students_see_no_number_of_the_client(browser: Browser, world: StaffWorld) -> None:
    told(world, "before")
    page = signed_in(browser, world.house, "student").get("/alerts").text
    assert "+358401234567" not in page
    assert world.house.ask.of(booking.Client) == []


def test_who_is_relieved_reads_by_whom(browser: Browser, world: StaffWorld) -> None:
    view = told(world)
    settled = replace(view, acknowledged_at=NOW, acknowledged_by=COORDINATOR, is_taken_over=True)
    world.house.ask.answers[notification.OpenAlerts] = []
    world.house.ask.answers[notification.SettledAlerts] = [settled]
    lecturer = signed_in(browser, world.house, "lecturer")

    for shown in (band(lecturer), lecturer.get("/alerts").text):
        assert "Maija Aho otti klo 13.00 hoitaakseen hälytyksen, joka tuli klo 13.00. Sinun ei tarvitse enää" in shown


def test_an_answer_from_the_band_stays_on_the_page(browser: Browser, world: StaffWorld) -> None:
    lecturer = signed_in(browser, world.house, "lecturer")

    answer = lecturer.post(
        f"/alerts/{ALERT}/acknowledge",
        on="/password",
        headers={**HTMX, "HX-Current-URL": f"http://localhost{world.path}/closing"},
    )

    assert answer.status_code == 200
    assert HEADER in answer.headers
    assert "Kuittasit hälytyksen." in answer.text
    assert f'href="{world.path}"' in answer.text
    assert "<html" not in answer.text
    shown = band(lecturer)
    assert f'hx-post="/alerts/{ALERT}/acknowledge" hx-target="#alert-said"' in shown
    assert 'id="alert-said"' in lecturer.get("/today").text


def test_from_the_page_of_alerts_an_answer_leads_into_the_session(browser: Browser, world: StaffWorld) -> None:
    lecturer = signed_in(browser, world.house, "lecturer")
    here = {**HTMX, "HX-Current-URL": "http://localhost/alerts"}

    by_script = lecturer.post(f"/alerts/{ALERT}/acknowledge", on="/password", headers=here)
    without = lecturer.post(f"/alerts/{ALERT}/acknowledge", on="/password")

    assert by_script.headers["HX-Redirect"] == world.path
    assert (without.status_code, without.location) == (303, world.path)
    assert "Kuittasit hälytyksen." in lecturer.get(f"{world.path}/orientation").text


def test_who_presses_second_reads_who_was_first(browser: Browser, world: StaffWorld) -> None:
    lecturer = signed_in(browser, world.house, "lecturer")
    world.house.ask.answers[notification.AcknowledgeAlert] = replace(
        told(world), acknowledged_at=NOW, acknowledged_by=COORDINATOR, is_taken_over=True
    )

    beside = lecturer.post(f"/alerts/{ALERT}/acknowledge", on="/password", headers=HTMX)
    without = lecturer.post(f"/alerts/{ALERT}/acknowledge", on="/password")

    assert (beside.status_code, without.status_code) == (200, 303)
    assert "Maija Aho on jo ottanut hälytyksen hoitaakseen." in beside.text
    assert "Joku muu ehti vastata hälytykseen ennen sinua." in lecturer.get(f"{world.path}/orientation").text


@pytest.mark.parametrize(
    ("path", "settles", "words"),
    [
        ("acknowledge", False, "Kuittasit hälytyksen omalta osaltasi. Lehtorilta odotetaan yhä vastausta."),
        ("take-over", True, "Otit hälytyksen hoitaaksesi. Muut saavat siitä tiedon."),
    ],
)
def test_a_coordinator_reads_what_their_answer_did(
    browser: Browser, world: StaffWorld, path: str, settles: bool, words: str
) -> None:
    if not settles:
        world.house.ask.answers[notification.AcknowledgeAlert] = told(world, waits_for_caller=False)
    coordinator = signed_in(browser, world.house, "coordinator")

    assert words in coordinator.post(f"/alerts/{ALERT}/{path}", on="/password", headers=HTMX).text


def test_an_answer_that_did_not_arrive_says_so_and_leaves_the_band(browser: Browser, world: StaffWorld) -> None:
    lecturer = signed_in(browser, world.house, "lecturer")
    world.house.ask.answers[notification.AcknowledgeAlert] = RequestTimeout("notification", 2.0)

    answer = lecturer.post(f"/alerts/{ALERT}/acknowledge", on="/password", headers=HTMX)

    assert HEADER in answer.headers
    assert "is-problem" in answer.text
    assert "<a" not in answer.text


def test_an_answer_to_what_is_not_ones_own_says_so(browser: Browser, world: StaffWorld) -> None:
    lecturer = signed_in(browser, world.house, "lecturer")
    world.house.ask.answers[notification.AcknowledgeAlert] = not_found("alert_unknown", "alert_id")

    assert "Hälytystä ei löydy." in lecturer.post(f"/alerts/{uuid4()}/acknowledge", on="/password", headers=HTMX).text


@pytest.mark.parametrize(("role", "language"), list(product(("lecturer", "coordinator", "student"), Language)))
def test_every_stage_has_its_words_for_everybody_in_every_language(
    browser: Browser, world: StaffWorld, role: str, language: Language
) -> None:
    member = signed_in(browser, world.house, role)
    member.get(f"/today?lang={language.value}")
    seen = (notification.AlertAcknowledgement(COORDINATOR, NOW),)
    for stage, is_escalated in product(STAGES, (False, True)):
        view = told(world, stage, acknowledgements=seen, calls_have_ended=True)
        world.house.ask.answers[notification.OpenAlerts] = [replace(view, is_escalated=is_escalated)]
        page = member.get("/alerts")
        assert page.status_code == 200
        assert f'<html lang="{language.value}"' in page.text
