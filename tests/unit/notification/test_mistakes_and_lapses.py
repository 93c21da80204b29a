"""What was a mistake stops calling, and what nobody answered is not told as being looked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.notification.application.use_cases.alert_lecturer import alert_lecturer
from services.notification.application.use_cases.notify_follow_up import hear_that_none_is_wanted, tell_of_no_time
from services.notification.application.use_cases.show_open_alerts import show_open_alerts
from services.notification.application.use_cases.withdraw_alert import withdraw_alert
from services.notification.domain.template import Template
from shared.contracts.events.booking import FollowUpEnded
from shared.contracts.events.notification import AlertUnanswered, AlertWithdrawn
from shared.contracts.events.session import StressRatingWithdrawn
from tests.unit.notification.calls import COORDINATING, LISA, acknowledge, rounds, wait
from tests.unit.notification.fakes import NOW
from tests.unit.notification.samples import (
    AINO,
    APPOINTMENT,
    CLIENT,
    DISTRESS,
    LECTURER,
    UNAVAILABLE,
)
from tests.unit.notification.world import World

WITHDRAWN = StressRatingWithdrawn(
    session_id=APPOINTMENT,
    client_id=CLIENT,
    rating_id=DISTRESS.rating_id,
    withdrawn_by=AINO,
    withdrawn_at=NOW + timedelta(seconds=30),
    lecturer_id=LECTURER,
    ends_acute=True,
)


def test_a_mistake_ends_the_calls_and_the_lecturer_is_told(alerted: World) -> None:
    withdraw_alert(WITHDRAWN, alerted.uow)
    wait(alerted, 900)
    assert rounds(alerted) == [1]
    assert alerted.events.of(AlertUnanswered) == []
    assert show_open_alerts(LISA, alerted.uow) == []
    assert alerted.waiting() == {Template.ALERT_WITHDRAWN}
    assert alerted.told(Template.ALERT_WITHDRAWN) == [(Template.ALERT_WITHDRAWN, LECTURER)]


def test_a_lecturer_on_the_way_is_told_as_well(alerted: World) -> None:
    acknowledge(alerted)
    withdraw_alert(WITHDRAWN, alerted.uow)
    assert alerted.waiting() == {Template.ALERT_WITHDRAWN}


def test_a_lecturer_who_took_it_back_knows(alerted: World) -> None:
    withdraw_alert(replace(WITHDRAWN, withdrawn_by=LECTURER), alerted.uow)
    assert alerted.waiting() == set()


def test_while_another_high_rating_stands_the_calls_go_on(alerted: World) -> None:
    withdraw_alert(replace(WITHDRAWN, ends_acute=False), alerted.uow)
    assert alerted.waiting() == {Template.ALERT}
    assert len(show_open_alerts(COORDINATING, alerted.uow)) == 1


def test_a_true_rating_after_a_mistake_calls_anew(alerted: World) -> None:
    withdraw_alert(WITHDRAWN, alerted.uow)
    alert_lecturer(replace(DISTRESS, rating_id=UUID(int=78)), alerted.uow)
    assert Template.ALERT in alerted.waiting()
    assert len(show_open_alerts(LISA, alerted.uow)) == 1


def test_hearing_of_the_mistake_twice_tells_once(alerted: World) -> None:
    for _ in range(2):
        withdraw_alert(WITHDRAWN, alerted.uow)
    assert alerted.waiting() == {Template.ALERT_WITHDRAWN}
    (told,) = alerted.events.of(AlertWithdrawn)
    assert (told.session_id, told.lecturer_id, told.withdrawn_by) == (APPOINTMENT, LECTURER, AINO)


def test_a_lapsed_time_is_told_as_that(world: World) -> None:
    tell_of_no_time(replace(UNAVAILABLE, is_sought=False), world.uow)
    assert world.told() == [(Template.FOLLOW_UP_LAPSED, CLIENT), (Template.STAFF_FOLLOW_UP_LAPSED, LECTURER)]


def test_what_is_looked_for_is_told_as_that(world: World) -> None:
    tell_of_no_time(UNAVAILABLE, world.uow)
    assert world.told() == [
        (Template.FOLLOW_UP_UNAVAILABLE, CLIENT),
        (Template.STAFF_FOLLOW_UP_UNAVAILABLE, LECTURER),
    ]


def test_once_none_is_wanted_nothing_more_is_told_of_it(world: World) -> None:
    tell_of_no_time(UNAVAILABLE, world.uow)
    hear_that_none_is_wanted(FollowUpEnded(APPOINTMENT, CLIENT, NOW), world.uow)
    assert world.waiting() == set()
