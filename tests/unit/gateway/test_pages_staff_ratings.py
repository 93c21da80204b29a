"""A mistyped rating is taken back on the pages: asked first, shown as that, and what is left is offered."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from shared.contracts.requests import session
from tests.unit.gateway.conftest import Browser
from tests.unit.gateway.fakes import NOW, House
from tests.unit.gateway.staff_world import STUDENT, StaffWorld, acute, signed_in, staff_world


@pytest.fixture
def world(house: House) -> StaffWorld:
    """An acute conversation that is going on."""
    found = staff_world(house)
    acute(found)
    house.ask.answers[session.WithdrawRating] = found.session.stress[0]
    return found


@pytest.fixture
def student(browser: Browser, house: House, world: StaffWorld) -> Browser:
    """One of its students."""
    return signed_in(browser, house, "student")


def path(world: StaffWorld) -> str:
    return f"{world.path}/stress/ratings/{world.session.stress[0].rating_id}/withdraw"


def is_withdrawn(world: StaffWorld) -> None:
    """The only rating was taken back by the student."""
    back = replace(world.session.stress[0], withdrawn_at=NOW, withdrawn_by=STUDENT)
    world.told(stress=(back,), is_acute=False)


def test_it_asks_first_and_says_what_comes_of_it(student: Browser, world: StaffWorld) -> None:
    assert f'href="{path(world)}"' in student.get(f"{world.path}/stress").text

    page = student.get(path(world)).text

    assert "Otetaanko arvio takaisin?" in page
    assert "ei sen jälkeen ole enää akuutti" in page
    assert world.sent(session.WithdrawRating) == []


def test_where_another_high_rating_stands_it_does_not_say_that_it_is_over(student: Browser, world: StaffWorld) -> None:
    other = replace(world.session.stress[0], rating_id=uuid4())
    world.told(stress=(world.session.stress[0], other))

    assert "ole enää akuutti" not in student.get(path(world)).text


def test_it_is_taken_back_and_the_step_says_so(student: Browser, world: StaffWorld) -> None:
    answer = student.post(path(world), on=path(world))

    assert answer.location == f"{world.path}/stress"
    [sent] = world.sent(session.WithdrawRating)
    assert (sent.session_id, sent.rating_id) == (world.session.session_id, world.session.stress[0].rating_id)


def test_before_the_conversation_it_is_taken_back_from_its_first_page(student: Browser, world: StaffWorld) -> None:
    world.told(state="planned", started_at=None)
    assert f'href="{path(world)}"' in student.get(world.path).text

    assert student.post(path(world), on=path(world)).location == world.path


def test_it_stays_in_the_list_as_taken_back_with_who_and_when(student: Browser, world: StaffWorld) -> None:
    is_withdrawn(world)

    page = student.get(f"{world.path}/stress").text

    assert "Otettu takaisin ti 24.11. klo 13.00, Eero Niemi" in page
    assert path(world) not in page
    assert "Akuutti tilanne" not in page


def test_a_held_time_that_the_mistake_led_to_is_offered_to_be_decided_on(student: Browser, world: StaffWorld) -> None:
    is_withdrawn(world)
    held = world.session.follow_up
    assert held is not None

    page = student.get(f"{world.path}/stress").text

    assert "Päättäkää, mitä jatkokeskustelulle tehdään" in page
    assert f'href="/appointments/{held.appointment_id}"' in page


def test_a_rating_that_is_not_there_is_not_found(student: Browser, world: StaffWorld) -> None:
    assert student.get(f"{world.path}/stress/ratings/{uuid4()}/withdraw").status_code == 404


def test_a_coordinator_takes_nothing_back(browser: Browser, house: House, world: StaffWorld) -> None:
    coordinator = signed_in(browser, house, "coordinator")

    assert coordinator.get(path(world)).status_code == 403
    assert coordinator.post(path(world), on="/today").status_code == 403
    assert world.sent(session.WithdrawRating) == []
