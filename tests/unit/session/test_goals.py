"""Goals rest on an agreed synthesis."""

from __future__ import annotations

import pytest

from services.session.application.use_cases.agree_synthesis import agree_synthesis
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.set_goal import remove_goal, set_goal
from services.session.application.use_cases.write_synthesis import write_synthesis
from shared.contracts.actor import Actor
from shared.contracts.events.session import GoalSet
from shared.contracts.requests import session as requests
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
    under_way,
    uuid,
)

GOAL = requests.SetGoal(SESSION, "Nukun seitsemän tuntia", ("Puhelin pois klo 22",))


def agreed() -> Stage:
    stage = under_way()
    ask = requests.WriteSynthesis(SESSION, ("Sisukas",), (), ("Uni",), (), 0)
    write_synthesis(ask, stage.uow())
    agree_synthesis(requests.AgreeSynthesis(SESSION, 1), stage.uow())
    return stage


def put(stage: Stage, actor: Actor = AINO) -> requests.GoalView:
    return set_goal(GOAL, stage.uow(actor))


def test_a_goal_is_kept_with_its_actions_and_told_of_without_words() -> None:
    stage = agreed()
    goal = put(stage, LECTURER)
    assert (goal.text, goal.actions) == (GOAL.text, GOAL.actions)
    assert stage.view().goals == (goal,)
    assert stage.told(GoalSet) == [GoalSet(SESSION, CLIENT, goal.goal_id, NOON)]


def test_a_goal_without_an_agreed_synthesis_is_refused() -> None:
    stage = under_way()
    with refused(stage, "synthesis_not_agreed"):
        put(stage)


def test_a_changed_synthesis_must_be_agreed_to_before_the_next_goal() -> None:
    stage = agreed()
    write_synthesis(requests.WriteSynthesis(SESSION, ("Utelias",), (), (), (), 1), stage.uow())
    with refused(stage, "synthesis_not_agreed"):
        put(stage)


def test_a_goal_can_be_reworded_in_its_place_and_is_not_told_of_again() -> None:
    stage = agreed()
    first, second = put(stage), set_goal(requests.SetGoal(SESSION, "Tapaan ystäviä"), stage.uow())
    reworded = set_goal(requests.SetGoal(SESSION, "Nukun hyvin", (), first.goal_id), stage.uow())
    assert stage.view().goals == (reworded, second)
    assert (reworded.goal_id, reworded.text, reworded.actions) == (first.goal_id, "Nukun hyvin", ())
    assert len(stage.told(GoalSet)) == 2


def test_a_goal_can_be_taken_back_once() -> None:
    stage = agreed()
    goal, other = put(stage), put(stage)
    remove_goal(requests.RemoveGoal(SESSION, goal.goal_id), stage.uow())
    assert stage.view().goals == (other,)
    with refused(stage, "goal_not_found"):
        remove_goal(requests.RemoveGoal(SESSION, goal.goal_id), stage.uow())


def test_every_wording_is_kept_also_of_a_goal_taken_back() -> None:
    stage = agreed()
    goal = put(stage)
    set_goal(requests.SetGoal(SESSION, "Nukun hyvin", (), goal.goal_id), stage.uow())
    remove_goal(requests.RemoveGoal(SESSION, goal.goal_id), stage.uow())
    kept = [(one.revision, one.text, one.is_removed) for one in stage.records.goals[SESSION]]
    assert kept == [(1, GOAL.text, False), (2, "Nukun hyvin", False), (3, "Nukun hyvin", True)]


def test_a_goal_of_another_session_is_not_there() -> None:
    stage = agreed()
    with refused(stage, "goal_not_found"):
        set_goal(requests.SetGoal(SESSION, "Nukun hyvin", (), uuid(77)), stage.uow())


@pytest.mark.parametrize(
    ("text", "actions", "field"), [("  ", (), "text"), ("Nukun", ("Puhelin pois", "\n"), "actions.1")]
)
def test_a_goal_and_its_actions_must_say_something(text: str, actions: tuple[str, ...], field: str) -> None:
    stage = agreed()
    with refused(stage, "text_empty") as info:
        set_goal(requests.SetGoal(SESSION, text, actions), stage.uow())
    assert info.value.field == field


def test_goals_stay_as_they_are_after_the_close() -> None:
    stage = agreed()
    goal = put(stage)
    close_session(requests.CloseSession(SESSION), stage.uow())
    with refused(stage, "already_closed"):
        put(stage)
    with refused(stage, "already_closed"):
        remove_goal(requests.RemoveGoal(SESSION, goal.goal_id), stage.uow())


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_goals_are_written_by_those_who_hold_the_conversation(actor: Actor) -> None:
    stage = agreed()
    goal = put(stage)
    with refused(stage, "role_may_not"):
        put(stage, actor)
    with refused(stage, "role_may_not"):
        remove_goal(requests.RemoveGoal(SESSION, goal.goal_id), stage.uow(actor))


@pytest.mark.parametrize("actor", STRANGERS)
def test_strangers_find_no_goals(actor: Actor) -> None:
    stage = agreed()
    with refused(stage, "session_not_found"):
        put(stage, actor)
