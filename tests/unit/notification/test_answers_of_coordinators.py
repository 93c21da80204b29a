"""A coordinator's answer is their own: the lecturer is called on, until they answer or somebody takes it over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from services.notification.application.use_cases.deliver_message import claim_message, deliver_message
from services.notification.application.use_cases.notify_coordinators import notify_coordinators
from services.notification.application.use_cases.show_open_alerts import show_open_alerts, show_settled_alerts
from services.notification.domain.message import MessageState
from services.notification.domain.template import Priority, Template
from shared.contracts.actor import Actor
from shared.contracts.events.notification import AlertAcknowledged, CoordinatorAcknowledged, LecturerAlerted
from shared.contracts.requests.booking import Contact
from shared.contracts.vocabulary import Language
from tests.unit.notification.calls import (
    COLLEAGUE,
    COORDINATING,
    LISA,
    STUDENT,
    acknowledge,
    opened,
    rounds,
    take_over,
    the_alert,
    wait,
)
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import APPOINTMENT, COORDINATOR, DISTRESS, LECTURER
from tests.unit.notification.world import World


@pytest.fixture
def escalated(alerted: World) -> World:
    """Nobody has answered for three minutes, and two coordinators were written to."""
    assert COLLEAGUE.id is not None
    alerted.directory.coordinating = [COORDINATOR, COLLEAGUE.id]
    wait(alerted, 180)
    notify_coordinators(alerted.begin, alerted.directory)
    return alerted


def test_a_coordinators_acknowledgement_does_not_silence_the_lecturer(escalated: World) -> None:
    acknowledge(escalated, COORDINATING)
    assert the_alert(escalated).is_open
    assert opened(escalated, LISA).waits_for_caller
    before = rounds(escalated)
    wait(escalated, 60)
    assert rounds(escalated) == [*before, before[-1] + 1]
    assert Template.ALERT in escalated.waiting()
    assert escalated.events.of(AlertAcknowledged) == []


def test_each_coordinator_answers_for_themselves(escalated: World) -> None:
    acknowledge(escalated, COORDINATING)
    assert not opened(escalated, COORDINATING).waits_for_caller
    assert opened(escalated, COLLEAGUE).waits_for_caller
    assert [each.person_id for each in opened(escalated, STUDENT).acknowledgements] == [COORDINATOR]


def test_all_who_listen_hear_who_has_acknowledged_once(escalated: World) -> None:
    acknowledge(escalated, COORDINATING)
    acknowledge(escalated, COORDINATING)
    (event,) = escalated.events.of(CoordinatorAcknowledged)
    assert (event.session_id, event.coordinator_id, event.lecturer_id) == (APPOINTMENT, COORDINATOR, LECTURER)


def test_an_alert_that_escalates_asks_anew_whoever_acknowledged_it_earlier(alerted: World) -> None:
    acknowledge(alerted, COORDINATING)
    assert not opened(alerted, COORDINATING).waits_for_caller
    wait(alerted, 180)
    assert opened(alerted, COORDINATING).waits_for_caller
    acknowledge(alerted, COORDINATING)
    assert not opened(alerted, COORDINATING).waits_for_caller


def test_another_high_rating_asks_anew(escalated: World) -> None:
    acknowledge(escalated, COORDINATING)
    escalated.pass_time(seconds=5)
    alert_lecturer(replace(DISTRESS, detected_at=escalated.clock.now()), escalated.uow)
    assert opened(escalated, COORDINATING).waits_for_caller


def test_the_lecturers_answer_settles_it_for_all(escalated: World) -> None:
    acknowledge(escalated, LISA)
    for actor in (LISA, COORDINATING, COLLEAGUE, STUDENT):
        assert show_open_alerts(actor, escalated.uow) == []
    (event,) = escalated.events.of(AlertAcknowledged)
    assert (event.acknowledged_by, event.is_taken_over) == (LECTURER, False)


def test_taking_over_ends_the_calls_and_says_by_whom(escalated: World) -> None:
    view = take_over(escalated, COORDINATING)
    assert (view.acknowledged_by, view.is_taken_over) == (COORDINATOR, True)
    (event,) = escalated.events.of(AlertAcknowledged)
    assert (event.acknowledged_by, event.is_taken_over) == (COORDINATOR, True)
    before = rounds(escalated)
    wait(escalated, 600)
    assert rounds(escalated) == before


def test_those_who_are_relieved_are_written_to(escalated: World) -> None:
    take_over(escalated, COORDINATING)
    told = [person for _, person in escalated.told(Template.ALERT_SETTLED)]
    assert told == [LECTURER, COLLEAGUE.id]
    assert escalated.waiting() == {Template.ALERT_SETTLED}


def test_coordinators_who_were_called_hear_that_the_lecturer_came(escalated: World) -> None:
    acknowledge(escalated, LISA)
    assert [person for _, person in escalated.told(Template.ALERT_SETTLED)] == [COORDINATOR, COLLEAGUE.id]


def test_where_nobody_else_was_called_nobody_is_relieved(alerted: World) -> None:
    acknowledge(alerted, LISA)
    assert alerted.told(Template.ALERT_SETTLED) == []


def test_the_mail_to_the_relieved_has_the_name_of_who_took_over(escalated: World) -> None:
    escalated.directory.contacts[COORDINATOR] = Contact(COORDINATOR, "Maarit Ojala", "m@example.fi", "", Language.FI)
    take_over(escalated, COORDINATING)
    while message := claim_message(Priority.URGENT, escalated.begin):
        deliver_message(message, escalated.begin, escalated.office)
    names = [standing.settled_by for standing in escalated.letters.standings if standing]
    assert names == ["Maarit Ojala"]


@pytest.mark.parametrize(
    ("settle", "who_reads"), [(take_over, (LISA, COLLEAGUE)), (acknowledge, (COORDINATING, COLLEAGUE))]
)
def test_the_relieved_read_on_their_pages_by_whom_for_half_an_hour(
    escalated: World, settle: object, who_reads: tuple[Actor, ...]
) -> None:
    view = take_over(escalated, COORDINATING) if settle is take_over else acknowledge(escalated, LISA)
    for actor in (LISA, COORDINATING, COLLEAGUE, STUDENT):
        shown = show_settled_alerts(actor, escalated.uow)
        assert [each.acknowledged_by for each in shown] == [view.acknowledged_by] * (actor in who_reads)
    escalated.pass_time(minutes=31)
    assert show_settled_alerts(who_reads[0], escalated.uow) == []


def test_a_coordinator_whom_nobody_called_reads_of_no_relief(alerted: World) -> None:
    acknowledge(alerted, LISA)
    assert show_settled_alerts(COORDINATING, alerted.uow) == []


@pytest.mark.parametrize("second", [LISA, COORDINATING, COLLEAGUE])
def test_who_presses_second_is_told_how_it_stands(escalated: World, second: Actor) -> None:
    take_over(escalated, COORDINATING)
    escalated.pass_time(seconds=3)
    for again in (take_over(escalated, second), acknowledge(escalated, second)):
        assert (again.acknowledged_by, again.is_taken_over) == (COORDINATOR, True)
    assert len(escalated.events.of(AlertAcknowledged)) == 1
    assert escalated.events.of(CoordinatorAcknowledged) == []


def test_a_lecturer_who_presses_to_take_over_has_answered(alerted: World) -> None:
    view = take_over(alerted, LISA)
    assert (view.acknowledged_by, view.is_taken_over) == (LECTURER, False)


def test_the_last_call_says_so_and_asks_the_coordinators_once_more(escalated: World) -> None:
    acknowledge(escalated, COORDINATING)
    wait(escalated, 30 * 60)
    assert [event.is_last for event in escalated.events.of(LecturerAlerted)] == [False] * 9 + [True]
    assert notify_coordinators(escalated.begin, escalated.directory) == 2
    assert len(escalated.told(Template.ALERT_ESCALATED)) == 4
    view = opened(escalated, COORDINATING)
    assert (view.calls_have_ended, view.waits_for_caller) == (True, True)


def test_a_call_that_was_claimed_before_the_answer_is_not_sent_after_it(alerted: World) -> None:
    message = claim_message(Priority.URGENT, alerted.begin)
    assert message is not None
    acknowledge(alerted, LISA)
    assert deliver_message(message, alerted.begin, alerted.office).state is MessageState.DROPPED
    assert alerted.post.sent == []


def test_an_alert_of_the_version_before_waits_for_whoever_has_not_answered(alerted: World) -> None:
    alerted.alerts.save(replace(the_alert(alerted), asks_since=None))
    assert opened(alerted, COORDINATING).waits_for_caller
    acknowledge(alerted, COORDINATING)
    assert not opened(alerted, COORDINATING).waits_for_caller
    assert the_alert(alerted).opened_at == NOW
