"""The lecturer is called until someone comes."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.application.ports import PermanentFailure, TemporaryFailure
from services.notification.application.unit_of_work import UnitOfWork
from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from services.notification.application.use_cases.deliver_message import claim_message, deliver_message
from services.notification.application.use_cases.notify_coordinators import notify_coordinators
from services.notification.application.use_cases.repeat_alerts import repeat_alerts
from services.notification.application.use_cases.show_open_alerts import show_open_alerts
from services.notification.domain.alert import MAX_ROUNDS
from services.notification.domain.message import MessageState
from services.notification.domain.template import Priority, Template
from shared.contracts.events.notification import AlertUnanswered, LecturerAlerted
from tests.unit.notification.calls import LISA, acknowledge, rounds, the_alert, wait
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    APPOINTMENT,
    COORDINATOR,
    DISTRESS,
    LECTURER,
    ROOM,
    STRANGER,
)
from tests.unit.notification.world import TRACEPARENT, World


def test_the_lecturer_is_alerted_in_the_transaction_that_hears_of_it(alerted: World) -> None:
    (event,) = alerted.events.emitted
    alert = the_alert(alerted)
    assert event == LecturerAlerted(alert.alert_id, APPOINTMENT, LECTURER, ROOM, NOW, NOW, 1)
    assert alerted.told() == [(Template.ALERT, LECTURER)]
    assert alerted.messages.woken == [Priority.URGENT.value]


def test_an_alert_repeats_every_minute(alerted: World) -> None:
    wait(alerted, 58)
    assert rounds(alerted) == [1]
    wait(alerted, 2)
    assert rounds(alerted) == [1, 2]
    wait(alerted, 60)
    assert rounds(alerted) == [1, 2, 3]


def test_after_three_minutes_the_coordinators_are_called_once(alerted: World) -> None:
    wait(alerted, 178)
    assert alerted.events.of(AlertUnanswered) == []
    wait(alerted, 120)
    (unanswered,) = alerted.events.of(AlertUnanswered)
    assert unanswered.escalated_at == NOW + timedelta(minutes=3)
    assert alerted.coordinators_called == 1
    assert the_alert(alerted).is_escalated


def test_every_coordinator_gets_an_urgent_mail(alerted: World) -> None:
    alerted.directory.coordinating = [COORDINATOR, STRANGER]
    wait(alerted, 180)
    assert notify_coordinators(alerted.begin, alerted.directory) == 2
    assert [person for _, person in alerted.told(Template.ALERT_ESCALATED)] == [COORDINATOR, STRANGER]
    assert notify_coordinators(alerted.begin, alerted.directory) == 0


def test_coordinators_are_told_later_when_booking_cannot_say_who_they_are(alerted: World) -> None:
    wait(alerted, 180)
    alerted.directory.failure = TemporaryFailure("booking_silent")
    with pytest.raises(TemporaryFailure):
        notify_coordinators(alerted.begin, alerted.directory)
    alerted.directory.failure = None
    assert notify_coordinators(alerted.begin, alerted.directory) == 1


def test_coordinators_are_not_told_of_what_was_answered_meanwhile(alerted: World) -> None:
    wait(alerted, 180)
    acknowledge(alerted)
    assert notify_coordinators(alerted.begin, alerted.directory) == 0


def test_a_later_round_does_not_take_back_the_mail_to_the_coordinators(alerted: World) -> None:
    wait(alerted, 180)
    notify_coordinators(alerted.begin, alerted.directory)
    wait(alerted, 60)
    assert Template.ALERT_ESCALATED in alerted.waiting()


def test_the_calls_end_after_ten_rounds_and_the_alert_stays_open(alerted: World) -> None:
    wait(alerted, 30 * 60)
    assert rounds(alerted) == list(range(1, MAX_ROUNDS + 1))
    assert [view.round for view in show_open_alerts(LISA, alerted.uow)] == [MAX_ROUNDS]


def test_another_high_rating_calls_at_once_and_opens_no_second_alert(alerted: World) -> None:
    wait(alerted, 20)
    alert_lecturer(DISTRESS, alerted.uow)
    assert rounds(alerted) == [1, 2]
    assert the_alert(alerted).round == 2
    wait(alerted, 60)
    assert rounds(alerted) == [1, 2, 3]


def test_another_high_rating_after_the_last_round_begins_the_calls_anew(alerted: World) -> None:
    wait(alerted, 30 * 60)
    alert_lecturer(DISTRESS, alerted.uow)
    wait(alerted, 60)
    assert rounds(alerted)[-2:] == [11, 12]
    assert alerted.coordinators_called == 3  # as it escalated, with the last call, and with the new rating


def test_a_high_rating_after_the_answer_opens_a_new_alert(alerted: World) -> None:
    acknowledge(alerted)
    alert_lecturer(DISTRESS, alerted.uow)
    assert [alert.round for alert in alerted.alerts.kept.values()] == [1, 1]
    assert len(alerted.alerts.all_open()) == 1


def test_what_a_timer_does_about_an_alert_later_belongs_to_the_work_that_opened_it(alerted: World) -> None:
    def by_a_timer() -> AbstractContextManager[UnitOfWork]:
        return nullcontext(alerted.desk_of("of-the-timer", "00-11111111111111111111111111111111-2222222222222222-01"))

    for _ in range(3):
        alerted.pass_time(seconds=60)
        with by_a_timer() as uow:
            repeat_alerts(uow)
    notify_coordinators(by_a_timer, alerted.directory)
    assert {each.traceparent for each in alerted.messages.kept.values()} == {TRACEPARENT}
    assert {each.correlation_id for each in alerted.messages.kept.values()} == {"from-a-click"}
    assert len(alerted.told(Template.ALERT)) == 4
    assert alerted.told(Template.ALERT_ESCALATED)


def test_mail_of_an_earlier_round_that_is_not_sent_yet_is_dropped(alerted: World) -> None:
    wait(alerted, 120)
    states = [each.state for each in alerted.messages.kept.values()]
    assert states == [MessageState.DROPPED, MessageState.DROPPED, MessageState.WAITING]


def test_an_alert_that_no_mail_can_bring_calls_the_coordinators_at_once(alerted: World) -> None:
    alerted.post.failure = PermanentFailure("smtp_550")
    message = claim_message(Priority.URGENT, alerted.begin)
    assert message is not None
    deliver_message(message, alerted.begin, alerted.office)
    assert len(alerted.events.of(AlertUnanswered)) == 1
    assert alerted.coordinators_called == 1


def test_an_alert_is_mailed_even_when_booking_has_no_such_appointment(alerted: World) -> None:
    alerted.directory.appointments.clear()
    message = claim_message(Priority.URGENT, alerted.begin)
    assert message is not None
    assert deliver_message(message, alerted.begin, alerted.office).state is MessageState.SENT


@given(st.lists(st.sampled_from(["wait", "rate", "answer"]), max_size=30))
def test_whatever_happens_a_session_has_at_most_one_open_alert_and_rounds_only_grow(steps: list[str]) -> None:
    world = World()
    alert_lecturer(DISTRESS, world.uow)
    for step in steps:
        if step == "wait":
            world.pass_time(seconds=61)
            repeat_alerts(world.uow)
        elif step == "rate":
            alert_lecturer(replace(DISTRESS, detected_at=world.clock.now()), world.uow)
        elif world.alerts.all_open():
            acknowledge(world, alert_id=world.alerts.all_open()[0].alert_id)
        assert len(world.alerts.all_open()) <= 1
    for alert in world.alerts.kept.values():
        own = [event.round for event in world.events.of(LecturerAlerted) if event.alert_id == alert.alert_id]
        assert own == list(range(1, alert.round + 1))
