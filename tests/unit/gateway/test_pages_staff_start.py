"""Starting on another day asks first, and a start that was a mistake can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts.requests import session
from shared.refusal import conflict
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import StaffWorld, signed_in, staff_world


@pytest.fixture
def world(house: House) -> StaffWorld:
    """A conversation of today that has not begun."""
    made = staff_world(house)
    made.told(state="planned", started_at=None)
    return made


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


@pytest.mark.parametrize(
    ("days", "title"), [(2, "Aloitetaanko keskustelu jo nyt?"), (-1, "Aloitetaanko keskustelu vasta nyt?")]
)
def test_a_conversation_of_another_day_starts_only_once_somebody_has_said_so(
    student: Browser, world: StaffWorld, days: int, title: str
) -> None:
    world.told(starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, minutes=90))

    asked = student.post(f"{world.path}/start", on="/today")

    assert world.sent(session.StartSession) == []
    assert title in asked.text
    assert "Tänään on tiistai 24.11.2026. Keskustelu on varattu toiselle päivälle:" in asked.text
    assert student.post(f"{world.path}/start", {"sure": "yes"}, on="/today").status_code == 303
    assert world.sent(session.StartSession) == [session.StartSession(world.session.session_id)]


def test_a_conversation_of_today_starts_at_once(student: Browser, world: StaffWorld) -> None:
    assert student.post(f"{world.path}/start", on="/today").status_code == 303
    assert len(world.sent(session.StartSession)) == 1


def test_the_way_back_is_there_for_as_long_as_it_leads_back(student: Browser, world: StaffWorld) -> None:
    for may_undo in (True, False):
        world.told(state="under_way", started_at=NOW, may_undo_start=may_undo)
        assert ("Peru aloitus" in student.get(f"{world.path}/orientation").text) == may_undo


def test_undoing_leads_back_to_before_the_beginning(student: Browser, world: StaffWorld) -> None:
    answer = student.post(f"{world.path}/undo-start", on="/today")

    assert world.sent(session.UndoStart) == [session.UndoStart(world.session.session_id)]
    assert answer.location == world.path
    assert "Varauksen voi taas siirtää ja perua." in student.get(world.path).text


def test_undoing_too_late_says_why_on_the_step(student: Browser, world: StaffWorld) -> None:
    world.told(state="under_way", started_at=NOW)
    world.house.ask.answers[session.UndoStart] = conflict("start_has_record", "session_id")

    page = student.post(f"{world.path}/undo-start", on="/today")

    assert page.status_code == 409
    assert "aloitusta ei voi enää perua" in page.text
