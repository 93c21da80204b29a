"""Clients, appointments and follow-ups as staff meet them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from shared.contracts.requests import booking
from shared.contracts.vocabulary import ShownReason
from shared.refusal import conflict, forbidden
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import StaffWorld, follow_up, signed_in, staff_world

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation that is going on."""
    return staff_world(house)


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


@pytest.fixture
def coordinator(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """A coordinator."""
    return signed_in(browser, house, "coordinator")


def test_referring_with_a_wrong_address_keeps_what_was_typed(student: Browser, world: StaffWorld) -> None:
    form = {"name": "Liisa", "email": "liisa", "language": "sv", "phone": "+358 40 1234567"}

    page = student.post("/refer", form, on="/refer")

    assert page.status_code == 422
    assert 'value="liisa"' in page.text
    assert 'href="#email"' in page.text
    assert 'href="#situation"' in page.text
    assert world.sent(booking.ReferClient) == []


def test_a_referred_client_is_shown_at_once(student: Browser, world: StaffWorld) -> None:
    form = {"name": "Liisa", "email": "liisa@example.fi", "language": "sv", "situation": "student"}

    assert student.post("/refer", form, on="/refer").location == f"/clients/{world.client.client_id}"


def test_who_may_not_redirect_the_mails_sees_why_and_corrects_the_rest(student: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}/change"

    page = student.get(path).text
    assert re.search(r'<input[^>]*name="email"[^>]*readonly', page)
    assert "Osoitteen vaihtaa koordinaattori" in page
    world.client = replace(world.client, may_change_email=True)
    page = student.get(path).text
    assert not re.search(r'<input[^>]*name="email"[^>]*readonly', page)
    assert "kerromme vaihdosta entiseen osoitteeseen" in page


def test_a_change_of_address_that_is_refused_is_told_at_the_field(
    student: Browser, world: StaffWorld, house: House
) -> None:
    house.ask.answers[booking.ChangeClient] = forbidden("address_not_yours", "email")
    path = f"/clients/{world.client.client_id}/change"
    form = {"name": "Aino", "email": "new@example.fi", "language": "fi"}

    answer = student.post(path, form, on=path)

    assert answer.status_code == 403
    assert 'href="#email"' in answer.text
    assert "joka tapaa asiakkaan seuraavaksi" in answer.text


def test_who_changed_the_address_last_and_when_is_on_the_clients_page(coordinator: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}"
    assert "Osoite vaihdettu" not in coordinator.get(path).text

    world.client = replace(world.client, email_changed_at=NOW, email_changed_by=world.people[0].person_id)
    page = coordinator.get(path).text

    assert "Osoite vaihdettu" in page
    assert f"ti 24.11. klo 13.00, {world.people[0].name}" in page


def test_a_search_that_finds_nobody_says_so(student: Browser) -> None:
    assert "Haulla ei löytynyt asiakkaita" in student.get("/clients?search=zzz").text


def test_only_a_coordinator_is_offered_the_clients_rights(student: Browser, world: StaffWorld) -> None:
    assert "/erase" not in student.get(f"/clients/{world.client.client_id}").text


def test_erasing_asks_first_and_then_forgets(coordinator: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}/erase"

    assert "pysyvästi" in coordinator.get(path).text
    assert world.sent(booking.EraseClient) == []
    assert coordinator.post(path, on=path).location == "/clients"
    assert world.sent(booking.EraseClient) == [booking.EraseClient(world.client.client_id)]


def test_a_time_is_booked_on_the_chosen_campus(student: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}/book"

    answer = student.post(path, {"starts_at": TOMORROW.isoformat(), "campus": "Myllypuro"}, on=path)

    assert answer.location == f"/appointments/{world.appointment.appointment_id}"
    assert world.sent(booking.BookAppointment)[0].starts_at == TOMORROW


def test_a_time_taken_meanwhile_shows_the_times_again(student: Browser, world: StaffWorld) -> None:
    path = f"/clients/{world.client.client_id}/book"
    world.house.ask.answers[booking.BookAppointment] = conflict("time_taken", "starts_at")

    page = student.post(path, {"starts_at": TOMORROW.isoformat(), "campus": "Myllypuro"}, on=path)

    assert page.status_code == 409
    assert 'href="#starts_at"' in page.text


def offered(page: str) -> set[str]:
    """The deeds that an appointment's page offers."""
    words = ("/move", "/cancel", "/no_show", "/decline", "/confirm")
    return {word for word in words if f'{word}"' in page}


@pytest.mark.parametrize(
    ("state", "starts_at", "deeds"),
    [
        ("booked", TOMORROW, {"/move", "/cancel"}),
        ("booked", NOW - timedelta(minutes=1), {"/no_show"}),
        ("held", TOMORROW, {"/move", "/decline", "/confirm"}),
        ("under_way", NOW, set()),
        ("completed", NOW, set()),
        ("cancelled", TOMORROW, set()),
    ],
)
def test_an_appointment_offers_what_its_state_leaves_open(
    student: Browser, world: StaffWorld, state: booking.AppointmentState, starts_at: datetime, deeds: set[str]
) -> None:
    world.appointment = replace(world.appointment, state=state, starts_at=starts_at)

    assert offered(student.get(f"/appointments/{world.appointment.appointment_id}").text) == deeds


def test_cancelling_asks_first(student: Browser, world: StaffWorld) -> None:
    path = f"/appointments/{world.appointment.appointment_id}/cancel"

    assert "Perutaanko aika?" in student.get(path).text
    assert world.sent(booking.CancelAppointment) == []
    assert student.post(path, on=path).location == f"/appointments/{world.appointment.appointment_id}"
    assert len(world.sent(booking.CancelAppointment)) == 1


def test_an_appointment_of_an_erased_client_still_opens(student: Browser, world: StaffWorld) -> None:
    world.appointment = replace(world.appointment, client_name="")

    assert "Tiedot poistettu" in student.get(f"/appointments/{world.appointment.appointment_id}").text


def test_a_follow_up_that_waits_is_offered_a_time(coordinator: Browser, world: StaffWorld) -> None:
    path = f"/follow-ups/{follow_up(world).follows_id}/offer"

    page = coordinator.get("/follow-ups").text
    answer = coordinator.post(path, {"starts_at": TOMORROW.isoformat(), "campus": "Myllypuro"}, on=path)

    assert "akuutti" in page
    assert "jonossa sijalla 1" in page
    assert answer.location == "/follow-ups"
    assert world.sent(booking.OfferFollowUpTime)[0].campus == "Myllypuro"


def test_a_follow_up_that_is_settled_leads_back_to_the_list(coordinator: Browser) -> None:
    assert coordinator.get(f"/follow-ups/{uuid4()}/offer").location == "/follow-ups"


def test_who_coordinates_reads_that_a_follow_up_is_urgent_and_not_why(browser: Browser, house: House) -> None:
    world = staff_world(house)
    follow_up(world, reason=ShownReason.NOT_TOLD, focus=())
    signed_in(browser, house, "coordinator")
    for path in ("/follow-ups", "/today", f"/follow-ups/{world.session.session_id}/offer"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "korkea stressitaso" not in page.text
        assert "not_told" not in page.text
    assert "akuutti" in browser.get("/follow-ups").text.lower()
