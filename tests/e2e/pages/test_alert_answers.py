"""An alert on the open pages of everybody whom it concerns: who answers, for whom, and what the others read of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.scenario.api import Api, Caller
from shared.contracts.requests import booking, session
from shared.contracts.vocabulary import Phase
from tests.e2e.pages.staff import Desks, lecturer_of, note_of, notes, step, student_of, write
from tests.e2e.stage import Conversation, booked_time
from tests.e2e.tour import Tour
from tests.e2e.worlds import World

pytestmark = pytest.mark.browser
COORDINATOR, BY_NAME = "Maarit Ojala", "Maarit Ojala (koordinaattori)"


@pytest.fixture
def rated(talk: Conversation) -> Conversation:
    """A conversation in which the client has just rated their stress as 5."""
    talk.client(session.RateStress(talk.session_id, 5))
    return talk


def band(page: Page, talk: Conversation) -> Locator:
    """What calls the reader to this conversation."""
    return page.locator("#alerts [data-alert-id]").filter(has=page.locator(f"a[href$='{talk.session_id}']"))


def open_page(desks: Desks, name: str, path: str) -> Page:
    """A page with its stream of alerts open."""
    page = desks.of(name)
    page.goto(path)
    page.wait_for_selector("#alerts[data-connection=open]", state="attached")
    return page


def test_a_coordinators_acknowledgement_silences_nobody_else(desks: Desks, rated: Conversation) -> None:
    lecturer = open_page(desks, lecturer_of(rated), "/today")
    coordinator = open_page(desks, COORDINATOR, "/today")
    expect(band(lecturer, rated)).to_be_visible()
    band(coordinator, rated).get_by_role("button", name="Kuittaa hälytys").click()

    expect(band(coordinator, rated)).to_have_count(0)
    assert coordinator.url.endswith("/today")  # an answer leads nobody away
    expect(coordinator.locator("#alert-said")).to_contain_text("Lehtorilta odotetaan yhä vastausta.")
    expect(band(lecturer, rated)).to_contain_text(f"{COORDINATOR} kuittasi omalta osaltaan")
    lecturer.reload()
    expect(band(lecturer, rated)).to_be_visible()


def test_who_takes_it_over_relieves_the_lecturer_by_name(desks: Desks, rated: Conversation) -> None:
    lecturer = open_page(desks, lecturer_of(rated), "/today")
    coordinator = open_page(desks, COORDINATOR, "/today")
    band(coordinator, rated).get_by_role("button", name="Otan tämän hoitaakseni").click()

    expect(band(lecturer, rated)).to_have_count(0)
    relieved = lecturer.locator("[data-relieved-id]").filter(has=lecturer.locator(f"a[href$='{rated.session_id}']"))
    expect(relieved).to_contain_text(f"{COORDINATOR} otti")
    expect(lecturer.locator("#announce")).to_contain_text("Sinun ei tarvitse enää vastata.")


def test_students_read_who_answered_and_whom_to_call_stays_in_sight(desks: Desks, rated: Conversation) -> None:
    student = desks.of(student_of(rated))
    student.goto(step(rated))
    place = student.locator(".acute-place")
    expect(place).to_contain_text("Kuittausta odotetaan.")
    coordinator = open_page(desks, COORDINATOR, "/today")
    band(coordinator, rated).get_by_role("button", name="Kuittaa hälytys").click()
    expect(place).to_contain_text(f"{BY_NAME} on kuitannut hälytyksen omalta osaltaan. Lehtoria kutsutaan yhä.")

    lecturer = open_page(desks, lecturer_of(rated), "/today")
    band(lecturer, rated).get_by_role("button", name="Kuittaa hälytys").click()
    expect(place).to_contain_text(f"{lecturer_of(rated)} (ohjaava lehtori) on kuitannut hälytyksen.")
    for call in (r"Soita lehtorille: \+358", "Soita 112"):
        expect(place.get_by_role("link", name=re.compile(call))).to_be_visible()


def test_a_rating_that_is_taken_back_calls_nobody_any_more(desks: Desks, rated: Conversation) -> None:
    lecturer = open_page(desks, lecturer_of(rated), "/today")
    expect(band(lecturer, rated)).to_be_visible()
    mistyped = rated.student(session.Session(rated.session_id)).stress[-1]
    rated.student(session.WithdrawRating(rated.session_id, mistyped.rating_id))
    expect(band(lecturer, rated)).to_have_count(0)


def test_an_answer_from_a_page_on_which_somebody_writes_loses_no_text(desks: Desks, rated: Conversation) -> None:
    lecturer = open_page(desks, lecturer_of(rated), step(rated))
    write(lecturer, "Kesken jäänyt lause")
    band(lecturer, rated).get_by_role("button", name="Kuittaa hälytys").click()

    expect(band(lecturer, rated)).to_have_count(0)
    expect(notes(lecturer)).to_have_value("Kesken jäänyt lause")
    expect(lecturer.locator("[data-save-for=notes-form]")).to_have_attribute("data-save-state", "saved")
    assert note_of(rated, Phase.WELLBEING) == "Kesken jäänyt lause"


def test_a_rating_given_beforehand_is_told_as_that(demo: World, desks: Desks) -> None:
    api = Api(demo.url)
    _, booked = booked_time(api)
    address = api.sign_in(demo.username, demo.password)(booking.Client(booked.client_id)).email
    mailed = api.until(lambda: Tour(demo.url).found_link(address, "c"), 20)  # a link that only the mail has
    lecturer = open_page(desks, booked.lecturer_name, "/today")
    Caller(api.url, {"X-Hyke-Link": mailed.rpartition("/")[2]})(session.RateStress(booked.appointment_id, 5))

    called = lecturer.locator("#alerts [data-alert-id]").filter(has_text="Ota yhteyttä asiakkaaseen: Eeva Esimerkki")
    expect(called).to_contain_text("Asiakas arvioi stressitasokseen 5 jo ennen keskustelua")
    expect(called).to_contain_text("Hän ei ole paikalla. Keskustelu on")
