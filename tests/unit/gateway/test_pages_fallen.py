"""An acute follow-up that came to nothing stands first on today, until a person records what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.requests import booking
from shared.contracts.requests.session import FollowUpState
from shared.contracts.vocabulary import ShownReason
from shared.refusal import conflict
from tests.unit.gateway.client_world import ClientWorld, client_world
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import LECTURER, StaffWorld, follow_up, signed_in, staff_world

WAYS = ("cancelled", "missed", "declined", "lapsed", "undecided", "not_held")


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation whose follow-up was missed."""
    found = staff_world(house)
    house.ask.answers[booking.FallenFollowUps] = [fallen(found)]
    house.ask.answers[booking.SettleFollowUp] = None
    return found


def fallen(world: StaffWorld, **changes: Any) -> booking.FallenFollowUp:
    """It came to nothing an hour ago."""
    values: dict[str, Any] = {
        "follows_id": world.session.session_id,
        "client_id": world.client.client_id,
        "client_name": "Kiireellinen Asiakas",
        "client_phone": "+358 50 123 4567",
        "lecturer_id": LECTURER,
        "lecturer_name": "Leena Salo",
        "fell_through": "missed",
        "fell_through_at": NOW - timedelta(hours=1),
    }
    return booking.FallenFollowUp(**{**values, **changes})


def settle_path(world: StaffWorld) -> str:
    return f"/follow-ups/{world.session.session_id}/settle"


@pytest.mark.parametrize("role", ["lecturer", "coordinator"])
def test_it_is_the_first_thing_on_today_with_whom_to_call(
    browser: Browser, house: House, world: StaffWorld, role: str
) -> None:
    page = signed_in(browser, house, role).get("/today").text

    assert page.index("Kiireellinen Asiakas") < page.index(world.appointment.client_name)
    assert "Asiakas ei tullut jatkokeskusteluun." in page
    assert 'href="tel:+358501234567"' in page
    assert f'href="{settle_path(world)}"' in page
    assert f'href="/follow-ups/{world.session.session_id}/offer"' in page


def test_a_coordinator_reads_neither_reason_nor_focus(browser: Browser, house: House, world: StaffWorld) -> None:
    coordinator = signed_in(browser, house, "coordinator")

    for path in ("/today", settle_path(world)):
        page = coordinator.get(path).text
        for untold in ("stressitaso", "Painopiste", "akuutti"):
            assert untold not in page


def test_students_are_not_asked_to_settle_it(browser: Browser, house: House, world: StaffWorld) -> None:
    student = signed_in(browser, house, "student")

    assert "Kiireellinen Asiakas" not in student.get("/today").text
    assert world.sent(booking.FallenFollowUps) == []
    assert student.get(settle_path(world)).status_code == 403


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("how", WAYS)
def test_how_it_came_to_nothing_is_said_in_every_language(
    browser: Browser, house: House, world: StaffWorld, lang: str, how: str
) -> None:
    house.ask.answers[booking.FallenFollowUps] = [fallen(world, fell_through=how, starts_at=NOW)]
    decided = booking.FollowUpDecision("handed_over", NOW, None, how, "Soitin.")  # type: ignore[arg-type]
    house.ask.answers[booking.FollowUpDecisions] = [decided]
    lecturer = signed_in(browser, house, "lecturer")
    lecturer.get(f"/today?lang={lang}")

    assert lecturer.get("/today").status_code == 200
    page = lecturer.get(settle_path(world))
    assert page.status_code == 200
    assert "Soitin." in page.text


def test_what_was_done_is_recorded_with_its_note(browser: Browser, house: House, world: StaffWorld) -> None:
    lecturer = signed_in(browser, house, "lecturer")

    answer = lecturer.post(
        settle_path(world), {"outcome": "handed_over", "note": "Kriisipalvelu"}, on=settle_path(world)
    )

    assert answer.location == "/today"
    [sent] = world.sent(booking.SettleFollowUp)
    assert (sent.follows_id, sent.outcome, sent.note) == (world.session.session_id, "handed_over", "Kriisipalvelu")


def test_nothing_chosen_is_asked_for_and_the_note_is_kept(browser: Browser, house: House, world: StaffWorld) -> None:
    lecturer = signed_in(browser, house, "lecturer")

    page = lecturer.post(settle_path(world), {"note": "Kriisipalvelu soittaa"}, on=settle_path(world))

    assert page.status_code == 422
    assert 'id="outcome-error"' in page.text
    assert 'value="Kriisipalvelu soittaa"' in page.text
    assert world.sent(booking.SettleFollowUp) == []


def test_whoever_comes_second_is_told_and_sees_what_was_decided(
    browser: Browser, house: House, world: StaffWorld
) -> None:
    lecturer = signed_in(browser, house, "lecturer")
    lecturer.get(settle_path(world))
    house.ask.answers[booking.SettleFollowUp] = conflict("follow_up_settled", "follows_id")
    house.ask.answers[booking.FallenFollowUps] = []
    house.ask.answers[booking.FollowUpDecisions] = [booking.FollowUpDecision("reached", NOW, LECTURER, "missed")]

    page = lecturer.post(settle_path(world), {"outcome": "reached"}, on="/today")

    assert page.status_code == 409
    assert "Joku on jo kirjannut tämän" in page.text
    assert "Asiakas tavoitettiin." in page.text


def test_a_new_time_can_be_offered_from_there(browser: Browser, house: House, world: StaffWorld) -> None:
    page = signed_in(browser, house, "lecturer").get(f"/follow-ups/{world.session.session_id}/offer")

    assert page.status_code == 200
    assert "Ehdota aikaa: Kiireellinen Asiakas" in page.text


def test_what_was_decided_stands_on_the_page_of_the_appointment(
    browser: Browser, house: House, world: StaffWorld
) -> None:
    house.ask.answers[booking.FollowUpDecisions] = [booking.FollowUpDecision("client_declined", NOW, LECTURER)]

    page = signed_in(browser, house, "lecturer").get(f"/appointments/{world.appointment.appointment_id}").text

    assert "Asiakas ei halua jatkokeskustelua. " in page
    assert "Leena Salo, ti 24.11. klo 13.00" in page


def test_staff_record_that_the_client_wants_none(browser: Browser, house: House, world: StaffWorld) -> None:
    waiting = follow_up(world)
    house.ask.answers[booking.EndFollowUp] = None
    student = signed_in(browser, house, "student")
    path = f"/follow-ups/{waiting.follows_id}/end"
    assert f'href="{path}"' in student.get("/follow-ups").text
    assert "ettei asiakas halua" in student.get(path).text

    assert student.post(path, on=path).location == "/follow-ups"
    assert world.sent(booking.EndFollowUp)[0].follows_id == waiting.follows_id


@pytest.fixture
def client(house: House) -> ClientWorld:
    """A client whose follow-up waits for a time."""
    found = client_world(house)
    waiting = FollowUpState("waiting", ShownReason.HIGH_STRESS, ())
    found.change(state="completed")
    found.told(state="closed", follow_up=waiting)
    house.ask.answers[booking.EndFollowUp] = None
    return found


def test_a_client_who_waits_reads_what_is_true_and_may_say_no(browser: Browser, client: ClientWorld) -> None:
    own = f"/c/{client.token()}"

    page = browser.get(own).text
    assert "Otamme sinuun yhteyttä uudesta ajasta." in page
    assert "Etsimme" not in page
    assert f'href="{own}/no-follow-up"' in page
    assert "Etkö halua uutta aikaa?" in browser.get(f"{own}/no-follow-up").text

    assert browser.post(f"{own}/no-follow-up", on=f"{own}/no-follow-up").location == own
    [sent] = client.sent(booking.EndFollowUp)
    assert sent.follows_id == client.appointment.appointment_id


def test_where_nothing_is_waited_for_there_is_nothing_to_say_no_to(browser: Browser, client: ClientWorld) -> None:
    client.told(follow_up=None)
    own = f"/c/{client.token()}"

    assert browser.get(f"{own}/no-follow-up").location == own
    assert "no-follow-up" not in browser.get(own).text
