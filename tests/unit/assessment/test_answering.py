"""Answering, finishing and choosing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts.actor import Actor
from shared.contracts.events.assessment import AssessmentCompleted
from shared.contracts.requests.assessment import AnswerView
from shared.contracts.vocabulary import Language
from tests.unit.assessment.asking import (
    OUTSIDERS,
    STRANGERS,
    answer,
    answer_all,
    changes,
    choose,
    complete,
    refusal_of,
    start,
)
from tests.unit.assessment.fakes import CLIENT, LECTURER, NOON, STUDENT, World, id_of


@pytest.mark.parametrize(("competence", "importance"), [(1, None), (None, 4)])
def test_either_half_may_come_first_and_is_still_missing_the_other(
    competence: int | None, importance: int | None
) -> None:
    world = World()
    view = answer(world, start(world).assessment_id, "b", competence, importance)
    assert view.answers == (AnswerView("b", competence, importance),)
    assert view.missing == ("a", "b", "c")
    assert view.gaps == ()


def test_the_second_half_joins_the_first_and_makes_the_gap() -> None:
    world = World()
    opened = start(world)
    answer(world, opened.assessment_id, "b", importance=4)
    view = answer(world, opened.assessment_id, "b", competence=1)
    assert view.answers == (AnswerView("b", 1, 4, 3),) == view.gaps
    assert view.missing == ("a", "c")


@pytest.mark.parametrize("actor", [CLIENT, STUDENT, LECTURER], ids=lambda actor: actor.role)
def test_an_answer_may_be_changed_until_completion_by_all_at_the_table(actor: Actor) -> None:
    world = World()
    opened = start(world)
    answer(world, opened.assessment_id, "a", 1, 1)
    view = answer(world, opened.assessment_id, "a", competence=3, actor=actor)
    assert view.answers == (AnswerView("a", 3, 1, -2),)


def test_answers_are_shown_in_the_order_of_the_form() -> None:
    world = World()
    opened = start(world)
    answer(world, opened.assessment_id, "c", 1, 1)
    view = answer(world, opened.assessment_id, "a", 1, 1)
    assert [each.item for each in view.answers] == ["a", "c"]


def test_the_version_grows_with_a_change_and_not_with_the_same_answer_again() -> None:
    world = World()
    opened = start(world)
    first = answer(world, opened.assessment_id, "a", 1, 2)
    assert first.version == opened.version + 1
    assert answer(world, opened.assessment_id, "a", 1, 2).version == first.version


def test_the_same_language_and_the_same_change_targets_again_leave_the_version() -> None:
    world = World()
    opened = start(world)
    assert start(world).version == opened.version
    chosen = choose(world, opened.assessment_id, "a", "b")
    assert chosen.version == opened.version + 1
    assert choose(world, opened.assessment_id, "a", "b").version == chosen.version


def test_an_unknown_item_is_named_and_nothing_is_kept() -> None:
    world = World()
    opened = start(world)
    refusal = refusal_of(lambda: answer(world, opened.assessment_id, "z", 1, 2))
    assert (refusal.code, refusal.field, refusal.params) == ("unknown_item", "item", {"item": "z"})
    assert start(world).answers == ()


def test_an_answer_without_either_half_is_refused() -> None:
    world = World()
    opened = start(world)
    assert refusal_of(lambda: answer(world, opened.assessment_id, "a")).code == "answer_empty"


def test_completion_names_every_statement_that_lacks_a_rating() -> None:
    world = World()
    opened = start(world)
    answer(world, opened.assessment_id, "a", 1, 2)
    answer(world, opened.assessment_id, "b", competence=1)
    refusal = refusal_of(lambda: complete(world, opened.assessment_id))
    assert (refusal.code, refusal.params) == ("items_missing", {"missing": ["b", "c"]})
    assert len(world.events.emitted) == 1


def test_completion_ends_the_changes_and_is_told() -> None:
    world = World()
    opened = start(world)
    answer_all(world, opened.assessment_id)
    world.now += timedelta(minutes=9)
    view = complete(world, opened.assessment_id)
    assert (view.state, view.completed_at, view.missing) == ("completed", world.now, ())
    assert world.events.emitted[1:] == [
        AssessmentCompleted(
            opened.assessment_id,
            world.session_id,
            id_of(CLIENT),
            "short",
            "1",
            Language.FI,
            NOON + timedelta(minutes=9),
        )
    ]
    assert refusal_of(lambda: answer(world, opened.assessment_id, "a", 4)).code == "assessment_completed"


def test_completing_again_changes_nothing_and_tells_nobody() -> None:
    world = World()
    opened = start(world)
    answer_all(world, opened.assessment_id)
    done = complete(world, opened.assessment_id)
    world.now += timedelta(hours=1)
    assert complete(world, opened.assessment_id, STUDENT) == done
    assert len(world.events.emitted) == 2


def test_change_targets_are_kept_in_the_clients_order_and_replace_the_earlier_ones() -> None:
    world = World()
    opened = start(world)
    choose(world, opened.assessment_id, "a", "b", "c")
    assert choose(world, opened.assessment_id, "c", "a").change_targets == ("c", "a")
    assert choose(world, opened.assessment_id).change_targets == ()


def test_change_targets_may_be_chosen_after_completion_when_they_are_talked_about() -> None:
    world = World()
    opened = start(world)
    answer_all(world, opened.assessment_id)
    complete(world, opened.assessment_id)
    view = choose(world, opened.assessment_id, "b", actor=STUDENT)
    assert (view.change_targets, view.state) == (("b",), "completed")


def test_a_change_target_twice_or_unknown_is_named() -> None:
    world = World()
    opened = start(world)
    twice = refusal_of(lambda: choose(world, opened.assessment_id, "a", "b", "a"))
    assert (twice.code, twice.field, twice.params) == ("change_target_repeated", "items", {"item": "a"})
    unknown = refusal_of(lambda: choose(world, opened.assessment_id, "a", "z"))
    assert (unknown.code, unknown.field, unknown.params) == ("unknown_item", "items", {"item": "z"})
    assert start(world).change_targets == ()


@pytest.mark.parametrize("actor", STRANGERS, ids=lambda actor: actor.role)
def test_a_stranger_does_not_learn_that_the_assessment_exists(actor: Actor) -> None:
    world = World()
    opened = start(world)
    for act in changes(world, opened.assessment_id, actor):
        assert refusal_of(act).code == "assessment_not_found"


@pytest.mark.parametrize("actor", OUTSIDERS, ids=lambda actor: actor.role)
def test_roles_without_a_part_in_conversations_change_nothing(actor: Actor) -> None:
    world = World()
    opened = start(world)
    for act in changes(world, opened.assessment_id, actor):
        assert refusal_of(act).code == "role_may_not"
