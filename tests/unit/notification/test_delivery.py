"""Each message is sent once, tried again, given up aloud, or dropped when it is no longer true."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.application.ports import PermanentFailure, RenderingFailure, TemporaryFailure
from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from services.notification.application.use_cases.deliver_message import claim_message, deliver_message
from services.notification.domain.message import GIVE_UP_AFTER, LEASES, MessageState, obsolete_reason, retry_delay
from services.notification.domain.template import RULES, Priority, Template
from shared.contracts.events.notification import MessageUndeliverable
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import APPOINTMENT, CLIENT, DISTRESS, LATER, STARTS, VIEW, message
from tests.unit.notification.world import World


def put(world: World, template: Template = Template.CONFIRMATION) -> None:
    world.messages.add(message(template))


def deliver(world: World, lane: Priority = Priority.ORDINARY) -> MessageState | None:
    claimed = claim_message(lane, world.begin)
    return deliver_message(claimed, world.begin, world.office).state if claimed else None


def test_a_message_is_sent_once(world: World) -> None:
    put(world)
    assert deliver(world) is MessageState.SENT
    assert deliver(world) is None
    assert [letter.to_address for letter in world.post.sent] == ["maija@example.fi"]
    assert world.only(Template.CONFIRMATION).sent_at == NOW


def test_nothing_leaves_before_it_is_due(world: World) -> None:
    world.messages.add(message(due_at=NOW + timedelta(hours=1), next_at=NOW + timedelta(hours=1)))
    assert deliver(world) is None
    world.pass_time(hours=1)
    assert deliver(world) is MessageState.SENT


def test_a_claimed_message_is_nobody_elses_until_the_lease_is_over(world: World) -> None:
    put(world)
    assert claim_message(Priority.ORDINARY, world.begin) is not None
    assert claim_message(Priority.ORDINARY, world.begin) is None
    world.clock.advance(LEASES[Priority.ORDINARY])
    again = claim_message(Priority.ORDINARY, world.begin)
    assert again is not None
    assert again.attempts == 2


def test_an_ordinary_worker_never_takes_an_alert(world: World) -> None:
    put(world, Template.ALERT)
    assert claim_message(Priority.ORDINARY, world.begin) is None
    assert claim_message(Priority.URGENT, world.begin) is not None


@pytest.mark.parametrize("failure", [TemporaryFailure("smtp_unreachable"), TemporaryFailure("smtp_451")])
def test_a_server_that_is_away_is_tried_again_for_two_days(world: World, failure: Exception) -> None:
    put(world)
    world.post.failure = failure
    tries = 0
    while world.only(Template.CONFIRMATION).is_waiting:
        tries += deliver(world) is not None
        world.pass_time(minutes=1)
        world.directory.appointments[APPOINTMENT] = replace(VIEW, starts_at=world.clock.now() + timedelta(days=1))
    assert world.clock.now() - NOW >= timedelta(hours=24)
    assert GIVE_UP_AFTER <= world.clock.now() - NOW < GIVE_UP_AFTER + timedelta(hours=2)
    assert tries > 48
    (event,) = world.events.of(MessageUndeliverable)
    assert (event.recipient_id, event.template, event.appointment_id) == (CLIENT, "confirmation", APPOINTMENT)


def test_a_message_gets_through_once_the_server_is_back(world: World) -> None:
    put(world)
    world.post.failure = TemporaryFailure("smtp_unreachable")
    assert deliver(world) is MessageState.WAITING
    assert world.only(Template.CONFIRMATION).last_error == "smtp_unreachable"
    world.post.failure = None
    world.pass_time(seconds=30)
    assert deliver(world) is MessageState.SENT
    assert world.only(Template.CONFIRMATION).last_error is None


def test_booking_that_does_not_answer_delays_a_message_and_loses_none(world: World) -> None:
    put(world)
    world.directory.failure = TemporaryFailure("booking_silent")
    assert deliver(world) is MessageState.WAITING
    world.directory.failure = None
    world.pass_time(minutes=1)
    assert deliver(world) is MessageState.SENT


def test_a_flaw_in_a_text_delays_a_message_and_loses_none(world: World) -> None:
    put(world)
    world.letters.failure = RenderingFailure("text_incomplete")
    assert deliver(world) is MessageState.WAITING


def test_a_refused_address_is_undeliverable_at_once_and_said_so(world: World) -> None:
    put(world)
    world.post.failure = PermanentFailure("smtp_550")
    assert deliver(world) is MessageState.UNDELIVERABLE
    assert [event.recipient_id for event in world.events.of(MessageUndeliverable)] == [CLIENT]
    assert deliver(world) is None


def test_a_recipient_who_is_gone_is_not_written_to(world: World) -> None:
    put(world)
    world.directory.contacts.clear()
    assert deliver(world) is MessageState.DROPPED
    assert world.post.sent == []
    assert world.events.emitted == []


def test_an_appointment_that_is_gone_is_not_written_about(world: World) -> None:
    put(world)
    world.directory.appointments.clear()
    assert deliver(world) is MessageState.DROPPED


@pytest.mark.parametrize("place", ["directory", "letters", "post"])
def test_an_error_that_nobody_foresaw_is_tried_once_more_and_then_told_as_undeliverable(
    world: World, place: str
) -> None:
    put(world)
    getattr(world, place).failure = UnicodeEncodeError("ascii", "Maija é", 0, 1, "no")
    assert deliver(world) is MessageState.WAITING
    world.pass_time(seconds=30)
    assert deliver(world) is MessageState.UNDELIVERABLE
    assert [event.recipient_id for event in world.events.of(MessageUndeliverable)] == [CLIENT]
    error = world.only(Template.CONFIRMATION).last_error or ""
    assert re.fullmatch(r"unforeseen_unicodeencodeerror_fakes_\d+", error), error


def test_an_error_that_nobody_foresaw_and_that_passes_loses_nothing(world: World) -> None:
    put(world)
    world.letters.failure = KeyError("maija")
    deliver(world)
    world.letters.failure = None
    world.pass_time(seconds=30)
    assert deliver(world) is MessageState.SENT


def test_an_alert_that_cannot_be_written_calls_the_coordinators_within_seconds(world: World) -> None:
    alert_lecturer(DISTRESS, world.uow)
    world.letters.failure = RecursionError()
    deliver(world, Priority.URGENT)
    world.pass_time(seconds=5)
    assert deliver(world, Priority.URGENT) is MessageState.UNDELIVERABLE
    assert world.coordinators_called == 1


@pytest.mark.parametrize("lane", list(Priority))
def test_a_hundred_messages_that_cannot_be_written_keep_no_other_waiting(world: World, lane: Priority) -> None:
    template = Template.ALERT if lane is Priority.URGENT else Template.CONFIRMATION
    for number in range(100):
        world.messages.add(message(template, message_id=UUID(int=1000 + number), next_at=NOW - timedelta(minutes=1)))
    world.messages.add(message(template))
    world.letters.failing = {UUID(int=1000 + number): ZeroDivisionError() for number in range(100)}
    states = [deliver(world, lane) for _ in range(101)]
    assert states == [MessageState.WAITING] * 100 + [MessageState.SENT]
    assert deliver(world, lane) is None


@pytest.mark.parametrize(
    ("template", "state", "is_true"),
    [
        (Template.CONFIRMATION, "booked", True),
        (Template.CONFIRMATION, "cancelled", False),
        (Template.REMINDER, "no_show", False),
        (Template.MOVED, "under_way", False),
        (Template.FOLLOW_UP_PROPOSED, "held", True),
        (Template.FOLLOW_UP_PROPOSED, "booked", False),
        (Template.FOLLOW_UP_PROPOSED, "declined", False),
        (Template.CANCELLED, "cancelled", True),
        (Template.CANCELLED, "booked", False),
        (Template.NO_SHOW, "no_show", True),
        (Template.NO_SHOW, "completed", False),
        (Template.SUMMARY_READY, "under_way", True),
        (Template.SUMMARY_READY, "completed", True),
        (Template.ALERT, "under_way", True),
    ],
)
def test_only_what_is_still_true_is_sent(world: World, template: Template, state: str, is_true: bool) -> None:
    put(world, template)
    world.directory.appointments[APPOINTMENT] = replace(VIEW, state=state, starts_at=NOW + timedelta(days=1))  # type: ignore[arg-type]
    assert deliver(world, RULES[template].lane) is (MessageState.SENT if is_true else MessageState.DROPPED)
    assert bool(world.post.sent) is is_true


def test_a_confirmation_is_void_once_the_conversation_has_begun() -> None:
    assert obsolete_reason(message(), "booked", STARTS, STARTS - timedelta(seconds=1)) is None
    assert obsolete_reason(message(), "booked", STARTS, STARTS) == "appointment_begun"


def test_a_reminder_of_a_time_that_has_moved_far_away_is_void() -> None:
    reminder = message(Template.REMINDER)
    assert obsolete_reason(reminder, "booked", LATER, LATER - timedelta(hours=48)) is None
    assert obsolete_reason(reminder, "booked", LATER, LATER - timedelta(hours=48, seconds=1)) == "appointment_moved"


def test_what_was_sent_is_kept_as_sent_even_when_it_was_dropped_meanwhile(world: World) -> None:
    put(world)
    claimed = claim_message(Priority.ORDINARY, world.begin)
    assert claimed is not None
    world.messages.drop_to(CLIENT, (), "consent_withdrawn")
    deliver_message(claimed, world.begin, world.office)
    assert world.only(Template.CONFIRMATION).state is MessageState.SENT


def test_a_try_whose_lease_ran_out_does_not_disturb_the_next_one(world: World) -> None:
    put(world)
    late = claim_message(Priority.ORDINARY, world.begin)
    world.clock.advance(LEASES[Priority.ORDINARY])
    again = claim_message(Priority.ORDINARY, world.begin)
    assert late is not None
    assert again is not None
    world.messages.settle(late.failed(world.clock.now(), "smtp_silent"))
    assert world.only(Template.CONFIRMATION) == again


@given(st.integers(1, 500), st.sampled_from(Priority))
def test_each_wait_is_at_least_as_long_as_the_last_up_to_the_slowest(attempts: int, lane: Priority) -> None:
    assert retry_delay(attempts, lane) <= retry_delay(attempts + 1, lane) <= timedelta(hours=1)


def test_an_alert_is_tried_again_within_seconds_and_at_least_every_minute() -> None:
    assert retry_delay(1, Priority.URGENT) == timedelta(seconds=5)
    assert retry_delay(99, Priority.URGENT) == timedelta(minutes=1)
    assert retry_delay(1, Priority.ORDINARY) == timedelta(seconds=30)
    assert retry_delay(99, Priority.ORDINARY) == timedelta(hours=1)


def test_every_template_has_a_rule() -> None:
    assert set(RULES) == set(Template)
