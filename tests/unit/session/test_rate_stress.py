"""A rating is kept as it was given; four or five is acute at once and stays so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.session.application.use_cases.mark_phase import mark_phase
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.domain.stress_scale import PRESENT, StressScale
from shared.contracts.actor import Actor
from shared.contracts.events.session import HighStressDetected, StressRated
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    CLIENT,
    COORDINATOR,
    HERSELF,
    LECTURER,
    NOON,
    OLLI,
    ROOM,
    SESSION,
    STRANGERS,
    UNCONFIRMED,
    Stage,
    cancelled,
    closed,
    planned,
    under_way,
)


def rate(stage: Stage, level: int, actor: Actor = AINO) -> requests.StressView:
    return rate_stress(requests.RateStress(SESSION, level), stage.uow(actor))


def test_the_present_scale_is_the_sources_own() -> None:
    assert StressScale(version="source-1", lowest=1, highest=5, threshold=4) == PRESENT


@pytest.mark.parametrize(("level", "is_high"), [(1, False), (2, False), (3, False), (4, True), (5, True)])
def test_a_rating_is_kept_with_the_scale_of_its_day(level: int, is_high: bool) -> None:
    stage = under_way()
    view = rate(stage, level)
    assert (view.level, view.is_high, view.scale_version, view.threshold) == (level, is_high, "source-1", 4)
    assert stage.view().stress == (view,)


@pytest.mark.parametrize(("actor", "rater"), [(HERSELF, "client"), (OLLI, "student"), (LECTURER, "lecturer")])
def test_a_rating_tells_whose_hand_gave_it(actor: Actor, rater: str) -> None:
    assert rate(under_way(), 2, actor).rated_by == rater


def test_a_rating_marks_its_step_and_tells_no_level() -> None:
    stage = under_way()
    view = rate(stage, 3)
    assert stage.told(StressRated) == [StressRated(SESSION, CLIENT, view.rating_id, NOON)]
    assert stage.session().done == {Phase.STRESS}
    assert not stage.told(HighStressDetected)
    assert not stage.view().is_acute


@pytest.mark.parametrize("level", [4, 5])
def test_a_high_rating_alerts_the_moment_it_is_recorded(level: int) -> None:
    stage = under_way()
    at = stage.later()
    view = rate(stage, level)
    (event,) = stage.told(HighStressDetected)
    assert event == HighStressDetected(
        session_id=SESSION,
        client_id=CLIENT,
        rating_id=view.rating_id,
        detected_at=at,
        lecturer_id=event.lecturer_id,
        student_ids=event.student_ids,
        room_id=ROOM,
        open_phases=(
            Phase.WELLBEING,
            Phase.TIME_USE,
            Phase.SELF_ASSESSMENT,
            Phase.SYNTHESIS,
            Phase.CONCLUSIONS,
        ),
    )
    assert event.lecturer_id == LECTURER.id
    assert event.student_ids == (AINO.id, OLLI.id)


def test_the_alert_names_only_the_steps_that_had_no_room() -> None:
    stage = under_way()
    for phase in (Phase.ORIENTATION, Phase.WELLBEING, Phase.TIME_USE):
        mark_phase(requests.MarkPhase(SESSION, phase, True), stage.uow())
    rate(stage, 5)
    (event,) = stage.told(HighStressDetected)
    assert event.open_phases == (Phase.SELF_ASSESSMENT, Phase.SYNTHESIS, Phase.CONCLUSIONS)


@pytest.mark.parametrize(("stage", "is_beforehand"), [(planned(), True), (under_way(), False)])
def test_a_high_rating_tells_whether_it_was_given_before_the_conversation(stage: Stage, is_beforehand: bool) -> None:
    rate(stage, 5, HERSELF)
    (event,) = stage.told(HighStressDetected)
    assert event.is_beforehand is is_beforehand


@pytest.mark.parametrize("level", [1, 5])
def test_before_the_conversation_a_link_that_nobody_confirmed_rates_nothing(level: int) -> None:
    stage = planned()
    with refused(stage, "link_unconfirmed"):
        rate(stage, level, UNCONFIRMED)


def test_in_the_room_the_client_rates_by_whatever_link_they_have() -> None:
    stage = under_way()
    assert rate(stage, 4, UNCONFIRMED).rated_by == "client"


def test_a_client_rates_once_a_minute_and_is_told_how_long_to_wait() -> None:
    stage = under_way()
    rate(stage, 4, HERSELF)
    stage.now += timedelta(seconds=20, milliseconds=500)
    with refused(stage, "rated_just_now") as info:
        rate(stage, 5, HERSELF)
    assert info.value.params == {"until": (NOON + timedelta(minutes=1)).isoformat(), "seconds": 40}
    stage.now = NOON + timedelta(minutes=1)
    assert rate(stage, 5, HERSELF).level == 5


@pytest.mark.parametrize("actor", [OLLI, LECTURER])
def test_those_in_the_room_correct_a_rating_at_once(actor: Actor) -> None:
    stage = under_way()
    rate(stage, 5, HERSELF)
    rate(stage, 2, actor)
    assert [rating.level for rating in stage.view().stress] == [5, 2]


def test_a_correction_by_the_students_does_not_make_the_client_wait() -> None:
    stage = under_way()
    rate(stage, 5, AINO)
    assert rate(stage, 4, HERSELF).level == 4


def test_a_high_rating_given_at_home_in_advance_alerts_too() -> None:
    stage = planned()
    rate(stage, 5, HERSELF)
    assert len(stage.told(HighStressDetected)) == 1
    alert = stage.view().alert
    assert alert is not None
    assert (alert.state, alert.detected_at) == ("raised", NOON)


def test_every_high_rating_is_told_of() -> None:
    stage = under_way()
    first, second = rate(stage, 4), rate(stage, 5)
    told = [event.rating_id for event in stage.told(HighStressDetected)]
    assert told == [first.rating_id, second.rating_id]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_once_acute_it_stays_acute_and_every_rating_is_kept(levels: list[int]) -> None:
    stage = under_way()
    for level in levels:
        rate(stage, level)
    view = stage.view()
    assert view.is_acute == any(level >= 4 for level in levels)
    assert [rating.level for rating in view.stress] == levels


@given(st.integers().filter(lambda level: not 1 <= level <= 5))
def test_a_level_that_the_scale_does_not_have_is_refused(level: int) -> None:
    stage = under_way()
    with refused(stage, "stress_out_of_range") as info:
        rate(stage, level)
    assert (info.value.field, info.value.params) == ("level", {"lowest": 1, "highest": 5})


@pytest.mark.parametrize(("stage", "code"), [(closed(), "already_closed"), (cancelled(), "not_held")])
def test_nothing_is_rated_after_the_close_or_where_nothing_is_held(stage: Stage, code: str) -> None:
    with refused(stage, code):
        rate(stage, 5)


def test_a_coordinator_rates_nobody() -> None:
    stage = under_way()
    with refused(stage, "role_may_not"):
        rate(stage, 5, COORDINATOR)


@pytest.mark.parametrize("actor", STRANGERS)
def test_strangers_find_nothing_to_rate(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "session_not_found"):
        rate(stage, 5, actor)
