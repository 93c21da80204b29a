"""A mistyped rating is taken back with a trace, and what it led to is left to people."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.session.application.use_cases.apply_follow_up import follow_up_ended, follow_up_unavailable
from services.session.application.use_cases.call_lecturer import call_lecturer
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.show_sessions import list_sessions, show_summary
from services.session.application.use_cases.withdraw_rating import withdraw_rating
from shared.contracts.actor import Actor
from shared.contracts.events import booking
from shared.contracts.events.session import HighStressDetected, StressRatingWithdrawn
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import FollowUpReason, Phase
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    CLIENT,
    COORDINATOR,
    HERSELF,
    LECTURER,
    NOON,
    OLLI,
    SESSION,
    STRANGERS,
    Stage,
    planned,
    under_way,
    uuid,
)


def rated(stage: Stage, *levels: int) -> list[UUID]:
    """The ratings' ids."""
    ids = []
    for level in levels:
        stage.later(2)
        ids.append(rate_stress(requests.RateStress(SESSION, level), stage.uow()).rating_id)
    return ids


def withdraw(stage: Stage, rating_id: UUID, actor: Actor = AINO) -> requests.StressView:
    return withdraw_rating(requests.WithdrawRating(SESSION, rating_id), stage.uow(actor))


@pytest.mark.parametrize("actor", [AINO, OLLI, LECTURER])
def test_its_students_or_lecturer_take_it_back_and_it_stays_as_withdrawn(actor: Actor) -> None:
    stage = under_way()
    (mistyped,) = rated(stage, 5)
    at = stage.later()
    taken_back = withdraw(stage, mistyped, actor)
    assert (taken_back.level, taken_back.withdrawn_at, taken_back.withdrawn_by) == (5, at, actor.id)
    assert stage.view().stress == (taken_back,)


def test_what_no_high_rating_stands_for_is_not_acute_any_more_and_that_is_told() -> None:
    stage = under_way()
    (mistyped,) = rated(stage, 5)
    withdraw(stage, mistyped)
    assert not stage.view().is_acute
    (line,) = list_sessions(requests.Sessions(NOON, stage.later(120)), stage.uow(COORDINATOR))
    assert not line.is_acute
    (told,) = stage.told(StressRatingWithdrawn)
    assert (told.rating_id, told.withdrawn_by, told.lecturer_id, told.ends_acute) == (
        mistyped,
        AINO.id,
        LECTURER.id,
        True,
    )
    assert close_session(requests.CloseSession(SESSION), stage.uow()).state == "closed"


def test_while_another_high_rating_stands_it_stays_acute() -> None:
    stage = under_way()
    first, second = rated(stage, 4, 5)
    withdraw(stage, second)
    assert stage.view().is_acute
    withdraw(stage, first)
    assert not stage.view().is_acute
    assert [told.ends_acute for told in stage.told(StressRatingWithdrawn)] == [False, True]


def test_a_lecturer_who_was_called_as_well_is_called_still() -> None:
    stage = under_way()
    (mistyped,) = rated(stage, 5)
    call_lecturer(requests.CallLecturer(SESSION), stage.uow())
    withdraw(stage, mistyped)
    assert stage.view().is_acute
    assert [told.ends_acute for told in stage.told(StressRatingWithdrawn)] == [False]


def test_a_low_rating_that_is_taken_back_ends_nothing() -> None:
    stage = under_way()
    high, low = rated(stage, 5, 2)
    withdraw(stage, low)
    assert stage.view().is_acute
    assert [told.ends_acute for told in stage.told(StressRatingWithdrawn)] == [False]
    assert show_summary(requests.Summary(SESSION), stage.uow(HERSELF)).stress_level == 5
    assert high != low


def test_it_does_not_count_as_the_stress_level_and_the_step_is_open_again() -> None:
    stage = under_way()
    (mistyped,) = rated(stage, 5)
    assert stage.session().done == {Phase.STRESS}
    withdraw(stage, mistyped)
    summary = show_summary(requests.Summary(SESSION), stage.uow(HERSELF))
    assert (summary.stress_level, summary.stress_is_high) == (None, False)
    assert stage.session().done == set()
    rated(stage, 2)
    assert show_summary(requests.Summary(SESSION), stage.uow(HERSELF)).stress_level == 2


def test_taking_it_back_twice_keeps_the_first_and_tells_once() -> None:
    stage = under_way()
    (mistyped,) = rated(stage, 5)
    first = withdraw(stage, mistyped, LECTURER)
    stage.later()
    assert withdraw(stage, mistyped, AINO) == first
    assert len(stage.told(StressRatingWithdrawn)) == 1


def test_a_high_rating_after_a_mistake_is_acute_again() -> None:
    stage = under_way()
    (mistyped,) = rated(stage, 5)
    withdraw(stage, mistyped)
    rated(stage, 4)
    assert stage.view().is_acute
    assert len(stage.told(HighStressDetected)) == 2


def test_it_is_taken_back_before_the_conversation_and_after_it_as_well() -> None:
    stage = planned()
    (beforehand,) = rated(stage, 5)
    withdraw(stage, beforehand)
    assert not stage.view().is_acute
    stage = under_way()
    (noticed_late,) = rated(stage, 3)
    close_session(requests.CloseSession(SESSION), stage.uow())
    withdraw(stage, noticed_late, LECTURER)
    assert show_summary(requests.Summary(SESSION), stage.uow(HERSELF)).stress_level is None


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_others_do_not_take_it_back(actor: Actor) -> None:
    stage = under_way()
    (given,) = rated(stage, 5)
    with refused(stage, "role_may_not"):
        withdraw(stage, given, actor)


@pytest.mark.parametrize("actor", STRANGERS)
def test_strangers_find_nothing_to_take_back(actor: Actor) -> None:
    stage = under_way()
    (given,) = rated(stage, 5)
    with refused(stage, "session_not_found"):
        withdraw(stage, given, actor)


def test_a_rating_that_is_not_there_is_not_found() -> None:
    stage = under_way()
    rated(stage, 5)
    with refused(stage, "rating_not_found"):
        withdraw(stage, uuid(77))


def test_the_session_shows_that_booking_looks_for_no_time_any_more() -> None:
    stage = under_way()
    rated(stage, 5)
    waiting = booking.FollowUpUnavailable(
        SESSION, CLIENT, FollowUpReason.HIGH_STRESS, (), LECTURER.id or uuid(0), 1, stage.now
    )
    follow_up_unavailable(waiting, stage.uow())
    follow_up_ended(booking.FollowUpEnded(SESSION, CLIENT, stage.later()), stage.uow())
    follow_up = stage.view().follow_up
    assert follow_up is not None
    assert follow_up.state == "declined"
