"""A time-use circle has 24 hours, in three activities, of three kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.session.application.use_cases.record_time_use import record_time_use
from services.session.domain.time_use import Circle, DayParts
from shared.contracts.actor import Actor
from shared.contracts.events.session import TimeUseRecorded
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase, TimeUseKind
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    CLIENT,
    COORDINATOR,
    HERSELF,
    LECTURER,
    NOON,
    SESSION,
    STRANGERS,
    Stage,
    cancelled,
    closed,
    planned,
    under_way,
)

Parts = tuple[int, int, int]
MINUTES = st.integers(-1500, 1500)


def record(
    stage: Stage, parts: Parts, kind: TimeUseKind = TimeUseKind.CURRENT, actor: Actor = AINO
) -> requests.CircleView:
    return record_time_use(requests.RecordTimeUse(SESSION, kind, *parts), stage.uow(actor))


@given(st.integers(0, 1440), st.integers(0, 1440))
def test_any_division_of_the_day_is_kept_as_it_was_drawn(one: int, other: int) -> None:
    first, second = sorted((one, other))
    stage = under_way()
    view = record(stage, (first, second - first, 1440 - second))
    assert view.productive_minutes + view.leisure_minutes + view.self_care_minutes == 1440
    assert stage.view().circles == (view,)


@given(st.tuples(MINUTES, MINUTES, MINUTES).filter(lambda parts: sum(parts) != 1440))
def test_a_day_of_more_or_fewer_hours_is_refused_with_its_total(parts: Parts) -> None:
    stage = under_way()
    with refused(stage, "circle_not_24_hours") as info:
        record(stage, parts)
    assert info.value.field == "productive_minutes"
    assert info.value.params == {"total": sum(parts), "expected": 1440}


@pytest.mark.parametrize("parts", [(-1, 1, 1440), (1440, -1, 1), (1, 1440, -1)])
def test_negative_time_is_refused_even_where_the_sum_is_right(parts: Parts) -> None:
    stage = under_way()
    with refused(stage, "circle_not_24_hours"):
        record(stage, parts)
    with pytest.raises(ValueError, match="1440"):
        Circle(TimeUseKind.IDEAL, DayParts(*parts), NOON)


def test_the_latest_circle_of_each_kind_holds_and_the_earlier_are_kept() -> None:
    stage = under_way()
    ideal = record(stage, (480, 480, 480), TimeUseKind.IDEAL)
    record(stage, (900, 60, 480))
    latest = record(stage, (840, 120, 480))
    assert stage.view().circles == (latest, ideal)
    assert len(stage.records.circles[SESSION]) == 3


@pytest.mark.parametrize("kind", TimeUseKind)
def test_only_the_circle_of_the_present_makes_the_step_done(kind: TimeUseKind) -> None:
    stage = under_way()
    record(stage, (480, 480, 480), kind)
    assert (Phase.TIME_USE in stage.session().done) == (kind is TimeUseKind.CURRENT)
    assert stage.told(TimeUseRecorded) == [TimeUseRecorded(SESSION, CLIENT, kind, NOON)]


@pytest.mark.parametrize("actor", [HERSELF, AINO, LECTURER])
def test_a_circle_may_be_drawn_in_advance(actor: Actor) -> None:
    stage = planned()
    record(stage, (480, 480, 480), actor=actor)
    assert len(stage.view().circles) == 1


@pytest.mark.parametrize(("stage", "code"), [(closed(), "already_closed"), (cancelled(), "not_held")])
def test_nothing_is_drawn_after_the_close_or_where_nothing_is_held(stage: Stage, code: str) -> None:
    with refused(stage, code):
        record(stage, (480, 480, 480))


def test_a_coordinator_draws_nothing() -> None:
    stage = under_way()
    with refused(stage, "role_may_not"):
        record(stage, (480, 480, 480), actor=COORDINATOR)


@pytest.mark.parametrize("actor", STRANGERS)
def test_strangers_find_nothing_to_draw(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "session_not_found"):
        record(stage, (480, 480, 480), actor=actor)
