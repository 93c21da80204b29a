"""While a client's consent is missing, staff see it first, may record one, and can call the lecturer without one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.contracts.requests import booking, session
from shared.contracts.vocabulary import CONSENT_VERSION, ConsentHow, Phase
from shared.messaging.kernel.errors import RequestTimeout
from shared.refusal import conflict
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import STUDENT, StaffWorld, signed_in, staff_world

SPOKEN = {"how": "spoken", "consent_version": CONSENT_VERSION}


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation that is going on with a client who has not been asked."""
    world = staff_world(house)
    world.appointment = replace(world.appointment, consent="unknown")
    world.client = replace(world.client, consent_version=None, consent_given_at=None)
    house.ask.answers[booking.RecordConsent] = lambda _: world.client
    house.ask.answers[session.CallLecturer] = lambda _: world.session
    return world


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


def test_before_the_beginning_the_missing_consent_comes_first_and_the_start_is_not_held_up(
    student: Browser, world: StaffWorld
) -> None:
    world.told(state="planned", started_at=None)
    page = student.get(world.path).text

    assert page.index("Asiakkaan suostumus puuttuu") < page.index("Aloita keskustelu")
    assert "se on hänen oikeutensa" in page
    assert f'action="{world.path}/consent"' in page


@pytest.mark.parametrize("phase", [phase.value for phase in Phase])
def test_no_step_offers_to_record_anything_and_each_the_way_on(student: Browser, world: StaffWorld, phase: str) -> None:
    page = student.get(f"{world.path}/{phase}").text

    assert "Asiakkaan suostumus puuttuu" in page
    for way in ("/note", "/stress/rating", "/time-use/circle", "/synthesis/write", "/goals"):
        assert f'action="{world.path}/{phase}{way}"' not in page
    assert "data-autosave" not in page
    assert (f"{world.path}/{phase}/done" in page) == (phase != Phase.CLOSING)


def test_a_recorded_consent_says_how_and_leads_back_to_where_the_conversation_is(
    student: Browser, world: StaffWorld
) -> None:
    answer = student.post(f"{world.path}/consent", SPOKEN, on="/today")

    assert world.sent(booking.RecordConsent) == [
        booking.RecordConsent(world.client.client_id, CONSENT_VERSION, "spoken")
    ]
    assert answer.location == f"{world.path}/stress"
    world.appointment = replace(world.appointment, consent="given")
    page = student.get(answer.location).text
    assert "Suostumus on kirjattu" in page
    assert "Asiakkaan suostumus puuttuu" not in page


def test_a_consent_without_a_word_how_it_was_given_is_asked_again(student: Browser, world: StaffWorld) -> None:
    answer = student.post(f"{world.path}/consent", {"consent_version": CONSENT_VERSION}, on="/today")

    assert answer.status_code == 422
    assert 'id="how-error"' in answer.text
    assert not world.sent(booking.RecordConsent)


def test_the_lecturer_is_called_without_a_consent_and_the_numbers_are_in_sight(
    student: Browser, world: StaffWorld
) -> None:
    page = student.get(f"{world.path}/wellbeing").text
    assert 'href="tel:+358405550101"' in page
    assert "112" in page

    answer = student.post(f"{world.path}/wellbeing/call-lecturer", on=f"{world.path}/wellbeing")

    assert world.sent(session.CallLecturer) == [session.CallLecturer(world.session.session_id)]
    assert answer.location == f"{world.path}/wellbeing"


def test_a_call_that_is_not_answered_says_so(student: Browser, world: StaffWorld, house: House) -> None:
    house.ask.answers[session.CallLecturer] = RequestTimeout("session", 2.0)

    answer = student.post(f"{world.path}/wellbeing/call-lecturer", on=f"{world.path}/wellbeing")

    assert answer.status_code == 503
    assert 'href="tel:+358405550101"' in answer.text


def test_a_note_that_is_refused_because_the_consent_was_just_withdrawn_is_not_lost(
    student: Browser, world: StaffWorld, house: House
) -> None:
    world.appointment = replace(world.appointment, consent="withdrawn")
    house.ask.answers[session.WriteNote] = conflict("consent_withdrawn", "session_id")
    typed = {"text": "Pitkä muistiinpano", "base_version": "0"}

    answer = student.post(f"{world.path}/wellbeing/note", typed, on="/today")

    assert "Pitkä muistiinpano</textarea>" in answer.text
    assert "perunut suostumuksensa" in answer.text


def test_without_consent_the_conversation_can_be_closed_and_says_what_is_left_out(
    student: Browser, world: StaffWorld
) -> None:
    page = student.get(f"{world.path}/closing").text

    assert 'id="close"' in page
    assert "ilman asiakkaan suostumusta" in page
    assert 'name="service_0"' not in page


def test_a_booking_for_a_known_client_asks_for_the_consent(student: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}/book"
    assert 'name="consent"' in student.get(path).text

    given = {"campus": world.rooms[0].campus, "starts_at": NOW.isoformat(), "consent": "paper"}
    student.post(path, {**given, "consent_version": CONSENT_VERSION}, on=path)

    (sent,) = world.sent(booking.BookAppointment)
    assert (sent.consent, sent.consent_version) == ("paper", CONSENT_VERSION)
    world.client = replace(world.client, consent_version=CONSENT_VERSION, consent_given_at=NOW)
    assert 'name="consent"' not in student.get(path).text


def test_the_clients_page_records_a_consent_and_shows_who_did(student: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}"
    assert "ei annettu" in student.get(path).text

    assert student.post(f"{path}/consent/recorded", SPOKEN, on=path).location == path

    assert len(world.sent(booking.RecordConsent)) == 1
    world.client = replace(
        world.client,
        consent_version=CONSENT_VERSION,
        consent_given_at=NOW,
        consent_how=ConsentHow.SPOKEN,
        consent_recorded_by=STUDENT,
    )
    page = student.get(path).text
    assert "annettu suullisesti, kirjannut Eero Niemi" in page
    world.client = replace(
        world.client, consent_version=None, consent_given_at=None, consent_how=None, consent_withdrawn_at=NOW
    )
    assert "peruttu" in student.get(path).text


def test_today_shows_whose_consent_is_missing(student: Browser, world: StaffWorld) -> None:
    assert "suostumus puuttuu" in student.get("/today").text
    world.appointment = replace(world.appointment, consent="given")
    assert "suostumus puuttuu" not in student.get("/today").text
