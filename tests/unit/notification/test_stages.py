"""An alert says what it calls to: a client who is not there yet, a room now, a conversation over or called off."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from services.notification.application.use_cases.apply_conversation_progress import conversation_began, start_undone
from services.notification.application.use_cases.deliver_message import claim_message, deliver_message
from services.notification.application.use_cases.notify_booking import notify_booking
from services.notification.application.use_cases.notify_cancellation import notify_cancellation
from services.notification.application.use_cases.notify_coordinators import notify_coordinators
from services.notification.application.use_cases.notify_move import notify_move
from services.notification.application.use_cases.notify_no_show import notify_no_show
from services.notification.application.use_cases.notify_session_closed import notify_session_closed
from services.notification.application.use_cases.show_open_alerts import show_open_alerts
from services.notification.domain.template import Priority, Template
from shared.contracts.actor import Actor, Role
from shared.contracts.events import booking, session
from shared.contracts.events.notification import AlertUnanswered, LecturerAlerted
from tests.unit.notification.calls import COORDINATING, LISA, acknowledge, opened, rounds, the_alert, wait
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    APPOINTMENT,
    BOOKED,
    CANCELLED,
    CLIENT,
    CLOSED,
    DISTRESS,
    LECTURER,
    MOVED,
    STRANGER,
)
from tests.unit.notification.world import World

ZONE = ZoneInfo("Europe/Helsinki")
BEFOREHAND = replace(DISTRESS, is_beforehand=True)
BEGAN = session.SessionStarted(APPOINTMENT, CLIENT, NOW)
UNDONE = session.StartUndone(APPOINTMENT, CLIENT, NOW, NOW)
NO_SHOW = booking.AppointmentNoShow(APPOINTMENT, CLIENT, NOW)


@pytest.fixture
def at_home(world: World) -> World:
    """The client has an appointment, and rated high at home."""
    notify_booking(BOOKED, world.uow, ZONE)
    alert_lecturer(BEFOREHAND, world.uow)
    return world


def last_call(world: World) -> LecturerAlerted:
    return world.events.of(LecturerAlerted)[-1]


def sent_standing(world: World) -> tuple[str, bool]:
    """What the mail of the last call says of the conversation, and whether it says that it is the last one."""
    while message := claim_message(Priority.URGENT, world.begin):
        deliver_message(message, world.begin, world.office)
    standing = world.letters.standings[-1]
    assert standing is not None
    return standing.stage, standing.alert.calls_have_ended


def test_a_rating_given_beforehand_is_told_as_such_to_all(at_home: World) -> None:
    assert last_call(at_home).is_beforehand
    view = opened(at_home, LISA)
    assert (view.is_beforehand, view.stage) == (True, "before")
    assert sent_standing(at_home) == ("before", False)


def test_the_escalation_tells_it_likewise(at_home: World) -> None:
    wait(at_home, 180)
    (event,) = at_home.events.of(AlertUnanswered)
    assert event.is_beforehand
    assert opened(at_home, COORDINATING).stage == "before"
    notify_coordinators(at_home.begin, at_home.directory)
    assert Template.ALERT_ESCALATED in at_home.waiting()


def test_a_rating_in_the_room_calls_to_the_room(world: World) -> None:
    notify_booking(BOOKED, world.uow, ZONE)
    conversation_began(BEGAN, world.uow)
    alert_lecturer(DISTRESS, world.uow)
    assert not last_call(world).is_beforehand
    assert opened(world, LISA).stage == "now"
    assert sent_standing(world) == ("now", False)


def test_when_the_conversation_begins_whoever_has_not_answered_is_called_to_the_room(at_home: World) -> None:
    wait(at_home, 120)
    conversation_began(BEGAN, at_home.uow)
    assert rounds(at_home) == [1, 2, 3, 4]
    assert opened(at_home, LISA).stage == "now"
    assert sent_standing(at_home) == ("now", False)


def test_after_the_last_round_the_beginning_calls_anew(at_home: World) -> None:
    wait(at_home, 30 * 60)
    conversation_began(BEGAN, at_home.uow)
    wait(at_home, 60)
    assert rounds(at_home)[-2:] == [11, 12]
    assert notify_coordinators(at_home.begin, at_home.directory) == 1


def test_once_it_was_answered_the_beginning_calls_nobody(at_home: World) -> None:
    acknowledge(at_home, LISA)
    conversation_began(BEGAN, at_home.uow)
    assert rounds(at_home) == [1]
    assert show_open_alerts(LISA, at_home.uow) == []


def test_a_rating_that_is_heard_of_after_the_beginning_calls_to_the_room(world: World) -> None:
    notify_booking(BOOKED, world.uow, ZONE)
    conversation_began(BEGAN, world.uow)
    alert_lecturer(BEFOREHAND, world.uow)
    assert opened(world, LISA).stage == "now"


def test_a_start_that_was_a_mistake_calls_nobody_to_the_room(at_home: World) -> None:
    conversation_began(BEGAN, at_home.uow)
    start_undone(UNDONE, at_home.uow)
    assert opened(at_home, LISA).stage == "before"
    assert sent_standing(at_home) == ("before", False)


def test_after_the_close_nobody_is_called_to_the_room_and_the_alert_stays(at_home: World) -> None:
    conversation_began(BEGAN, at_home.uow)
    notify_session_closed(CLOSED, at_home.uow)
    assert opened(at_home, LISA).stage == "over"
    assert last_call(at_home).is_last
    assert sent_standing(at_home) == ("over", True)
    before = rounds(at_home)
    wait(at_home, 600)
    assert rounds(at_home) == before
    assert opened(at_home, LISA).waits_for_caller


def test_a_conversation_that_closes_before_anybody_was_told_still_reaches_the_coordinators(at_home: World) -> None:
    notify_session_closed(CLOSED, at_home.uow)
    wait(at_home, 180)
    assert len(at_home.events.of(AlertUnanswered)) == 1
    assert notify_coordinators(at_home.begin, at_home.directory) == 1


@pytest.mark.parametrize("off", [lambda w: notify_cancellation(CANCELLED, w), lambda w: notify_no_show(NO_SHOW, w)])
def test_a_client_who_rated_high_and_does_not_come_is_called_about_as_such(at_home: World, off: object) -> None:
    assert callable(off)
    off(at_home.uow)
    assert opened(at_home, LISA).stage == "off"
    assert rounds(at_home) == [1, 2]
    assert sent_standing(at_home) == ("off", False)


def test_a_rating_that_is_heard_of_after_the_cancellation_is_told_as_such(world: World) -> None:
    notify_booking(BOOKED, world.uow, ZONE)
    notify_cancellation(CANCELLED, world.uow)
    alert_lecturer(BEFOREHAND, world.uow)
    assert opened(world, LISA).stage == "off"


def test_a_conversation_that_was_closed_does_not_begin_anew(at_home: World) -> None:
    notify_session_closed(CLOSED, at_home.uow)
    conversation_began(BEGAN, at_home.uow)
    assert opened(at_home, LISA).stage == "over"


def test_an_appointment_that_moves_to_another_lecturer_takes_its_alert_along(at_home: World) -> None:
    notify_move(replace(MOVED, lecturer_id=STRANGER), at_home.uow, ZONE)
    assert the_alert(at_home).lecturer_id == STRANGER
    assert last_call(at_home).lecturer_id == STRANGER
    assert show_open_alerts(LISA, at_home.uow) == []
    assert opened(at_home, Actor(Role.LECTURER, STRANGER)).waits_for_caller


def test_another_time_alone_calls_nobody_again(at_home: World) -> None:
    notify_move(MOVED, at_home.uow, ZONE)
    assert rounds(at_home) == [1]
    assert the_alert(at_home).lecturer_id == LECTURER
