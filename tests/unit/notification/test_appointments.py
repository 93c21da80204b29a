"""What people are told of their appointments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.notification.application.ports import AppointmentNotYetKnown
from services.notification.application.use_cases.invite_client import invite_client
from services.notification.application.use_cases.notify_booking import notify_booking
from services.notification.application.use_cases.notify_cancellation import notify_cancellation
from services.notification.application.use_cases.notify_follow_up import (
    propose_follow_up,
    tell_of_declined_follow_up,
    tell_of_no_time,
)
from services.notification.application.use_cases.notify_move import notify_move
from services.notification.application.use_cases.notify_no_show import notify_no_show
from services.notification.application.use_cases.notify_session_closed import notify_session_closed
from services.notification.domain.message import MessageState
from services.notification.domain.template import Template
from shared.contracts.events import booking
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    AINO,
    APPOINTMENT,
    BOOKED,
    CANCELLED,
    CLIENT,
    CLOSED,
    EERO,
    HELD,
    LATER,
    LECTURER,
    MOVED,
    PROPOSED,
    STRANGER,
    UNAVAILABLE,
)
from tests.unit.notification.world import World

HELSINKI = ZoneInfo("Europe/Helsinki")


def book(world: World, event: booking.AppointmentBooked = BOOKED) -> None:
    notify_booking(event, world.uow, HELSINKI)


def move(world: World, event: booking.AppointmentRescheduled = MOVED) -> None:
    notify_move(event, world.uow, HELSINKI)


def test_a_referred_client_is_invited_once_for_each_referral(world: World) -> None:
    referred = booking.ClientReferred(CLIENT, UUID(int=60), NOW)
    invite_client(referred, world.uow)
    invite_client(referred, world.uow)
    assert world.told() == [(Template.INVITATION, CLIENT)]
    invite_client(replace(referred, referral_id=UUID(int=61)), world.uow)
    assert len(world.told()) == 2


def test_a_booking_is_confirmed_to_the_client_and_noticed_to_each_student_and_the_lecturer(world: World) -> None:
    book(world)
    assert world.told(Template.CONFIRMATION) == [(Template.CONFIRMATION, CLIENT)]
    assert [person for _, person in world.told(Template.STAFF_BOOKED)] == [AINO, EERO, LECTURER]
    assert {each.correlation_id for each in world.messages.kept.values()} == {"from-a-click"}


def test_a_follow_up_is_confirmed_in_its_own_words(world: World) -> None:
    book(world, replace(BOOKED, kind="follow_up"))
    assert world.told(Template.CONFIRMATION, Template.FOLLOW_UP_CONFIRMATION) == [
        (Template.FOLLOW_UP_CONFIRMATION, CLIENT)
    ]


def test_the_client_is_reminded_at_ten_on_the_day_before(world: World) -> None:
    book(world)
    reminder = world.only(Template.REMINDER)
    assert (reminder.recipient_id, reminder.due_at) == (CLIENT, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert world.messages.claim(reminder.rule.lane, NOW) != reminder


def test_a_move_moves_the_reminder_and_revises_the_calendar(world: World) -> None:
    book(world)
    move(world)
    reminders = [each for each in world.messages.kept.values() if each.template is Template.REMINDER]
    assert [(each.state, each.due_at.day) for each in reminders] == [
        (MessageState.DROPPED, 23),
        (MessageState.WAITING, 25),
    ]
    assert world.only(Template.CONFIRMATION).sequence == 0
    moved = world.only(Template.MOVED)
    assert (moved.sequence, moved.previous_starts_at) == (1, BOOKED.starts_at)


def test_a_move_that_changes_the_people_tells_each_what_it_means_for_them(world: World) -> None:
    book(world)
    world.messages.kept.clear()
    move(world, replace(MOVED, student_ids=(AINO, STRANGER)))
    assert world.told(Template.STAFF_MOVED) == [(Template.STAFF_MOVED, AINO), (Template.STAFF_MOVED, LECTURER)]
    assert world.told(Template.STAFF_BOOKED) == [(Template.STAFF_BOOKED, STRANGER)]
    assert world.told(Template.STAFF_RELEASED) == [(Template.STAFF_RELEASED, EERO)]


@pytest.mark.parametrize(("by", "template"), [("client", Template.CANCELLED), ("staff", Template.CANCELLED_BY_US)])
def test_a_cancellation_drops_all_that_waited_and_tells_everyone(world: World, by: str, template: Template) -> None:
    book(world)
    notify_cancellation(replace(CANCELLED, cancelled_by=by), world.uow)  # type: ignore[arg-type]
    assert world.waiting() == {template, Template.STAFF_CANCELLED}
    assert world.told(template) == [(template, CLIENT)]
    assert [person for _, person in world.told(Template.STAFF_CANCELLED)] == [AINO, EERO, LECTURER]
    assert world.only(template).sequence == 1


def test_a_no_show_gets_a_kind_note_and_nobody_else_hears(world: World) -> None:
    book(world)
    world.messages.kept.clear()
    notify_no_show(booking.AppointmentNoShow(APPOINTMENT, CLIENT, NOW), world.uow)
    assert world.told() == [(Template.NO_SHOW, CLIENT)]


def test_a_held_follow_up_is_offered_to_the_client_and_told_to_the_staff(world: World) -> None:
    propose_follow_up(PROPOSED, world.uow)
    assert world.told(Template.FOLLOW_UP_PROPOSED) == [(Template.FOLLOW_UP_PROPOSED, CLIENT)]
    assert [person for _, person in world.told(Template.STAFF_FOLLOW_UP_PROPOSED)] == [AINO, EERO, LECTURER]


def test_another_offer_voids_the_first_one_that_still_waits(world: World) -> None:
    propose_follow_up(PROPOSED, world.uow)
    propose_follow_up(replace(PROPOSED, starts_at=LATER + timedelta(days=1)), world.uow)
    offers = [each for each in world.messages.kept.values() if each.template is Template.FOLLOW_UP_PROPOSED]
    assert [each.state for each in offers] == [MessageState.DROPPED, MessageState.WAITING]


def test_a_confirmed_follow_up_keeps_its_calendar_entry(world: World) -> None:
    propose_follow_up(PROPOSED, world.uow)
    propose_follow_up(PROPOSED, world.uow)
    book(world, replace(BOOKED, appointment_id=HELD, kind="follow_up"))
    assert world.only(Template.FOLLOW_UP_CONFIRMATION).sequence == 1


def test_no_free_time_is_told_to_the_client_and_with_the_place_in_line_to_the_lecturer(world: World) -> None:
    tell_of_no_time(UNAVAILABLE, world.uow)
    assert world.told() == [
        (Template.FOLLOW_UP_UNAVAILABLE, CLIENT),
        (Template.STAFF_FOLLOW_UP_UNAVAILABLE, LECTURER),
    ]
    assert world.only(Template.STAFF_FOLLOW_UP_UNAVAILABLE).position == 1


def test_a_time_that_is_found_voids_the_message_that_there_was_none(world: World) -> None:
    tell_of_no_time(UNAVAILABLE, world.uow)
    propose_follow_up(PROPOSED, world.uow)
    assert world.waiting() == {Template.FOLLOW_UP_PROPOSED, Template.STAFF_FOLLOW_UP_PROPOSED}


def test_a_declined_follow_up_is_told_to_the_lecturer_alone(world: World) -> None:
    propose_follow_up(PROPOSED, world.uow)
    tell_of_declined_follow_up(booking.FollowUpDeclined(HELD, APPOINTMENT, CLIENT, NOW), world.uow)
    assert world.waiting() == {Template.STAFF_FOLLOW_UP_DECLINED}
    assert world.told(Template.STAFF_FOLLOW_UP_DECLINED) == [(Template.STAFF_FOLLOW_UP_DECLINED, LECTURER)]


def test_a_closed_session_tells_the_client_of_the_summary_and_the_lecturer_of_the_debrief(world: World) -> None:
    book(world)
    world.messages.kept.clear()
    notify_session_closed(CLOSED, world.uow)
    assert world.told() == [(Template.SUMMARY_READY, CLIENT), (Template.DEBRIEF_WAITS, LECTURER)]


def test_an_event_that_overtook_its_booking_is_heard_again_later(world: World) -> None:
    with pytest.raises(AppointmentNotYetKnown):
        notify_session_closed(CLOSED, world.uow)
    assert world.told() == []
