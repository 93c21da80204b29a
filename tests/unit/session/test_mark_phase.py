"""The eight steps, in whatever order the conversation takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.session.application.use_cases.mark_phase import mark_phase
from services.session.domain.process import PROCESS, in_order, without_room
from shared.contracts.actor import Actor
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase
from tests.unit.session.refused import refused
from tests.unit.session.stage import AINO, COORDINATOR, HERSELF, LECTURER, SESSION, Stage, closed, planned, under_way


def mark(stage: Stage, phase: Phase, is_done: bool, actor: Actor = AINO) -> requests.SessionView:
    return mark_phase(requests.MarkPhase(SESSION, phase, is_done), stage.uow(actor))


def done(view: requests.SessionView) -> set[Phase]:
    return {phase.phase for phase in view.phases if phase.is_done}


def test_a_session_shows_its_eight_steps_in_the_order_of_the_process() -> None:
    shown = [phase.phase.value for phase in planned().view().phases]
    assert shown == [
        "orientation",
        "wellbeing",
        "stress",
        "time_use",
        "self_assessment",
        "synthesis",
        "conclusions",
        "closing",
    ]


@given(st.permutations(PROCESS))
def test_steps_may_be_taken_in_any_order(order: list[Phase]) -> None:
    stage = under_way()
    for place, phase in enumerate(order, start=1):
        assert done(mark(stage, phase, True)) == set(order[:place])


@given(st.lists(st.tuples(st.sampled_from(PROCESS), st.booleans())))
def test_what_was_marked_last_holds_for_each_step(marks: list[tuple[Phase, bool]]) -> None:
    stage = under_way()
    for phase, is_done in marks:
        mark(stage, phase, is_done)
    assert done(stage.view()) == {phase for phase, is_done in dict(marks).items() if is_done}


def test_marking_what_is_marked_already_is_no_change() -> None:
    stage = under_way()
    version = mark(stage, Phase.WELLBEING, True, LECTURER).version
    assert mark(stage, Phase.WELLBEING, True).version == version


def test_steps_wait_for_the_conversation_to_begin() -> None:
    stage = planned()
    with refused(stage, "not_under_way") as info:
        mark(stage, Phase.ORIENTATION, True)
    assert info.value.params == {"state": "planned"}


def test_steps_stay_as_they_are_once_it_is_closed() -> None:
    stage = closed()
    with refused(stage, "already_closed"):
        mark(stage, Phase.WELLBEING, True)


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_steps_are_marked_by_those_who_hold_the_conversation(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "role_may_not"):
        mark(stage, Phase.WELLBEING, True, actor)


def test_without_anything_done_five_steps_of_wellbeing_had_no_room() -> None:
    assert [phase.value for phase in without_room(())] == [
        "wellbeing",
        "time_use",
        "self_assessment",
        "synthesis",
        "conclusions",
    ]


@given(st.sets(st.sampled_from(PROCESS)))
def test_a_step_that_is_done_is_not_among_those_without_room(phases: set[Phase]) -> None:
    left = without_room(phases)
    assert not phases & set(left)
    assert left == in_order(left)


@given(st.lists(st.sampled_from(PROCESS)))
def test_steps_in_order_are_each_there_once(phases: list[Phase]) -> None:
    ordered = in_order(phases)
    assert set(ordered) == set(phases)
    assert list(ordered) == [phase for phase in PROCESS if phase in ordered]
