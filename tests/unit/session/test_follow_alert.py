"""The session shows how the alert about it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.session.application.hearing import UnknownSession
from services.session.application.use_cases.apply_alert import (
    alert_acknowledged,
    alert_unanswered,
    coordinator_acknowledged,
    lecturer_alerted,
)
from services.session.application.use_cases.apply_consent import client_erased
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.start_session import start_session
from shared.contracts.events import booking
from shared.contracts.events.notification import (
    AlertAcknowledged,
    AlertUnanswered,
    CoordinatorAcknowledged,
    LecturerAlerted,
)
from shared.contracts.requests import session as requests
from tests.unit.session.stage import ALERT, CLIENT, COORDINATOR, NOON, ROOM, SESSION, Stage, planned, under_way, uuid

MINUTE = timedelta(minutes=1)
LECTURER_ID = uuid(21)


def alerted(minutes: int, round_: int = 1, detected: int = 0, *, is_last: bool = False) -> LecturerAlerted:
    at, detected_at = NOON + minutes * MINUTE, NOON + detected * MINUTE
    return LecturerAlerted(ALERT, SESSION, LECTURER_ID, ROOM, detected_at, at, round_, is_last=is_last)


def unanswered(minutes: int, detected: int = 0) -> AlertUnanswered:
    at, detected_at = NOON + minutes * MINUTE, NOON + detected * MINUTE
    return AlertUnanswered(ALERT, SESSION, LECTURER_ID, ROOM, detected_at, at)


def acknowledged(minutes: int, by: int = 21) -> AlertAcknowledged:
    at = NOON + minutes * MINUTE
    return AlertAcknowledged(ALERT, SESSION, LECTURER_ID, uuid(by), at, is_taken_over=by != 21)


def seen(minutes: int, by: int = 31) -> CoordinatorAcknowledged:
    return CoordinatorAcknowledged(ALERT, SESSION, LECTURER_ID, uuid(by), NOON + minutes * MINUTE)


def acute() -> Stage:
    stage = under_way()
    rate_stress(requests.RateStress(SESSION, 5), stage.uow())
    return stage


def shown(stage: Stage) -> requests.AlertState:
    alert = stage.view(COORDINATOR).alert
    assert alert is not None
    return alert


def test_it_is_raised_with_the_rating_and_alerted_when_the_lecturer_was_told() -> None:
    stage = acute()
    assert shown(stage) == requests.AlertState("raised", NOON)
    lecturer_alerted(alerted(1), stage.uow())
    assert shown(stage) == requests.AlertState("alerted", NOON, NOON + MINUTE)


def test_a_repeat_keeps_the_time_of_the_first_alert() -> None:
    stage = acute()
    lecturer_alerted(alerted(1), stage.uow())
    lecturer_alerted(alerted(4, round_=2), stage.uow())
    assert shown(stage).alerted_at == NOON + MINUTE


def test_an_unanswered_alert_stays_so_through_repeats_until_someone_takes_it_on() -> None:
    stage = acute()
    lecturer_alerted(alerted(1), stage.uow())
    alert_unanswered(unanswered(5), stage.uow())
    lecturer_alerted(alerted(6, round_=2), stage.uow())
    assert shown(stage).state == "unanswered"
    alert_acknowledged(acknowledged(7, by=31), stage.uow())
    alert = shown(stage)
    assert (alert.state, alert.acknowledged_by) == ("acknowledged", uuid(31))
    assert (alert.alerted_at, alert.acknowledged_at) == (NOON + MINUTE, NOON + 7 * MINUTE)


def test_once_acknowledged_nothing_of_the_same_alert_reopens_it() -> None:
    stage = acute()
    alert_acknowledged(acknowledged(2), stage.uow())
    lecturer_alerted(alerted(3, round_=2), stage.uow())
    alert_unanswered(unanswered(5), stage.uow())
    alert_acknowledged(acknowledged(6, by=31), stage.uow())
    assert (shown(stage).state, shown(stage).acknowledged_by) == ("acknowledged", LECTURER_ID)


def test_a_detection_up_to_the_moment_someone_took_it_on_is_the_same_alert() -> None:
    stage = acute()
    alert_acknowledged(acknowledged(2), stage.uow())
    lecturer_alerted(alerted(3, detected=2), stage.uow())
    alert_unanswered(unanswered(5, detected=2), stage.uow())
    assert shown(stage).state == "acknowledged"


def test_a_later_detection_is_a_new_alert() -> None:
    stage = acute()
    alert_acknowledged(acknowledged(2), stage.uow())
    lecturer_alerted(alerted(11, detected=10), stage.uow())
    assert shown(stage) == requests.AlertState("alerted", NOON + 10 * MINUTE, NOON + 11 * MINUTE)


def test_a_later_detection_that_nobody_answers_is_shown_so() -> None:
    stage = acute()
    alert_acknowledged(acknowledged(2), stage.uow())
    alert_unanswered(unanswered(20, detected=10), stage.uow())
    assert shown(stage) == requests.AlertState("unanswered", NOON + 10 * MINUTE)


def test_another_high_rating_leaves_the_alert_as_it_stands() -> None:
    stage = acute()
    lecturer_alerted(alerted(1), stage.uow())
    stage.later(10)
    rate_stress(requests.RateStress(SESSION, 5), stage.uow())
    assert shown(stage) == requests.AlertState("alerted", NOON, NOON + MINUTE)


def test_a_high_rating_after_someone_took_the_last_one_on_is_raised_anew() -> None:
    stage = acute()
    alert_acknowledged(acknowledged(2), stage.uow())
    at = stage.later(10)
    rate_stress(requests.RateStress(SESSION, 4), stage.uow())
    assert shown(stage) == requests.AlertState("raised", at)
    lecturer_alerted(alerted(11, detected=10), stage.uow())
    assert shown(stage) == requests.AlertState("alerted", at, NOON + 11 * MINUTE)


def test_nothing_is_shown_of_an_erased_client() -> None:
    stage = acute()
    client_erased(booking.ClientErased(CLIENT, NOON), stage.uow())
    lecturer_alerted(alerted(1), stage.uow())
    alert_unanswered(unanswered(5), stage.uow())
    alert_acknowledged(acknowledged(6), stage.uow())
    assert stage.view().alert is None


def test_news_of_a_session_unknown_here_is_to_be_heard_again() -> None:
    uow = Stage().uow()
    with pytest.raises(UnknownSession):
        lecturer_alerted(alerted(1), uow)
    with pytest.raises(UnknownSession):
        alert_unanswered(unanswered(1), uow)
    with pytest.raises(UnknownSession):
        alert_acknowledged(acknowledged(1), uow)
    with pytest.raises(UnknownSession):
        coordinator_acknowledged(seen(1), uow)


def test_it_is_shown_who_answered_and_as_what() -> None:
    by_lecturer, taken_over = acute(), acute()
    alert_acknowledged(acknowledged(2), by_lecturer.uow())
    alert_acknowledged(acknowledged(2, by=31), taken_over.uow())
    assert (shown(by_lecturer).acknowledged_as, shown(by_lecturer).is_taken_over) == ("lecturer", False)
    assert (shown(taken_over).acknowledged_as, shown(taken_over).is_taken_over) == ("coordinator", True)


def test_a_coordinators_own_acknowledgement_leaves_the_answer_open() -> None:
    stage = acute()
    lecturer_alerted(alerted(1), stage.uow())
    alert_unanswered(unanswered(3), stage.uow())
    coordinator_acknowledged(seen(4), stage.uow())
    coordinator_acknowledged(seen(5, by=32), stage.uow())
    alert = shown(stage)
    assert (alert.state, alert.acknowledged_by) == ("unanswered", None)
    assert (alert.coordinator_by, alert.coordinator_at) == (uuid(31), NOON + 4 * MINUTE)


def test_a_coordinators_acknowledgement_that_comes_after_the_answer_changes_nothing() -> None:
    stage = acute()
    alert_acknowledged(acknowledged(2), stage.uow())
    before = shown(stage)
    coordinator_acknowledged(seen(3), stage.uow())
    assert shown(stage) == before


def test_it_is_shown_that_the_calls_have_ended_until_a_call_comes_again() -> None:
    stage = acute()
    lecturer_alerted(alerted(10, round_=10, is_last=True), stage.uow())
    assert shown(stage).calls_have_ended
    lecturer_alerted(alerted(11, round_=11), stage.uow())
    assert not shown(stage).calls_have_ended


def test_a_rating_given_beforehand_is_shown_as_such_until_one_in_the_room() -> None:
    stage = planned()
    rate_stress(requests.RateStress(SESSION, 5), stage.uow())
    assert shown(stage).is_beforehand
    at = stage.later(60)
    start_session(requests.StartSession(SESSION), stage.uow())
    assert shown(stage).is_beforehand
    later = stage.later()
    rate_stress(requests.RateStress(SESSION, 4), stage.uow())
    assert not shown(stage).is_beforehand
    assert (shown(stage).state, shown(stage).detected_at) == ("raised", later)
    assert at < later


def test_a_rating_in_the_room_is_not_shown_as_given_beforehand() -> None:
    assert not shown(acute()).is_beforehand
