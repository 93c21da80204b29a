"""Who may answer an alert, and who may see it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from services.notification.application.use_cases.show_open_alerts import show_open_alerts
from shared.contracts.actor import PUBLIC, SYSTEM, Actor, Role
from shared.contracts.events.notification import AlertAcknowledged
from shared.refusal import Refusal
from tests.unit.notification.calls import COORDINATING, LISA, STUDENT, acknowledge, rounds, take_over, the_alert, wait
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    APPOINTMENT,
    CLIENT,
    LECTURER,
    STRANGER,
)
from tests.unit.notification.world import World


def test_the_answer_ends_the_calls(alerted: World) -> None:
    acknowledge(alerted)
    assert alerted.waiting() == set()
    wait(alerted, 600)
    assert rounds(alerted) == [1]
    (event,) = alerted.events.of(AlertAcknowledged)
    assert (event.acknowledged_by, event.acknowledged_at) == (LECTURER, NOW)


def test_a_second_answer_changes_nothing(alerted: World) -> None:
    first = acknowledge(alerted)
    alerted.pass_time(seconds=5)
    assert replace(acknowledge(alerted, COORDINATING), waits_for_caller=first.waits_for_caller) == first
    assert len(alerted.events.of(AlertAcknowledged)) == 1


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (STUDENT, "alert_not_yours"),
        (SYSTEM, "alert_not_yours"),
        (Actor(Role.STUDENT, STRANGER), "alert_unknown"),
        (Actor(Role.LECTURER, STRANGER), "alert_unknown"),
        (Actor(Role.CLIENT, CLIENT), "alert_unknown"),
        (PUBLIC, "alert_unknown"),
    ],
)
def test_nobody_else_may_answer(alerted: World, actor: Actor, code: str) -> None:
    for answer in (acknowledge, take_over):
        with pytest.raises(Refusal) as refused:
            answer(alerted, actor)
        assert refused.value.code == code
    assert the_alert(alerted).is_open


def test_an_unknown_alert_is_not_found(alerted: World) -> None:
    with pytest.raises(Refusal) as refused:
        acknowledge(alerted, COORDINATING, UUID(int=404))
    assert refused.value.code == "alert_unknown"


def test_each_sees_the_open_alerts_that_concern_them(alerted: World) -> None:
    for actor in (LISA, COORDINATING, STUDENT, SYSTEM):
        assert [view.session_id for view in show_open_alerts(actor, alerted.uow)] == [APPOINTMENT]
    for actor in (Actor(Role.LECTURER, STRANGER), Actor(Role.STUDENT, STRANGER)):
        assert show_open_alerts(actor, alerted.uow) == []


@pytest.mark.parametrize("actor", [Actor(Role.CLIENT, CLIENT), PUBLIC])
def test_open_alerts_are_for_staff(alerted: World, actor: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        show_open_alerts(actor, alerted.uow)
    assert refused.value.code == "staff_only"
