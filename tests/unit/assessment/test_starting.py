"""Opening a form."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from services.assessment.adapters.instrument_catalogue import ReadInstruments
from shared.contracts.actor import Actor
from shared.contracts.events.assessment import AssessmentStarted
from shared.contracts.vocabulary import Language
from tests.unit.assessment.asking import OUTSIDERS, STRANGERS, answer, answer_all, complete, refusal_of, show, start
from tests.unit.assessment.fakes import CLIENT, LECTURER, NOON, STUDENT, World, id_of, instrument


@pytest.mark.parametrize("actor", [CLIENT, STUDENT, LECTURER], ids=lambda actor: actor.role)
def test_everyone_who_belongs_to_the_session_may_open_a_form_for_its_client(actor: Actor) -> None:
    world = World()
    view = start(world, actor)
    assert (view.session_id, view.client_id, view.state) == (world.session_id, CLIENT.id, "open")
    assert show(world, actor) == [view]


def test_a_new_form_is_empty_and_in_the_language_that_was_asked_for() -> None:
    view = start(World(), language=Language.EN)
    assert (view.answers, view.gaps, view.change_targets) == ((), (), ())
    assert view.missing == ("a", "b", "c")
    assert view.form.sections[0].items[0].text == "a (en)"
    assert (view.version, view.started_at, view.completed_at) == (1, NOON, None)


def test_a_language_that_the_instrument_lacks_gives_its_first_one() -> None:
    assert start(World(), language=Language.SV).form.language is Language.FI


def test_opening_is_told_once() -> None:
    world = World()
    view = start(world)
    start(world)
    assert world.events.emitted == [
        AssessmentStarted(view.assessment_id, world.session_id, id_of(CLIENT), "short", "1", Language.FI, NOON)
    ]


def test_opening_again_returns_the_one_that_is_there_with_its_answers() -> None:
    world = World()
    first = start(world)
    answered = answer(world, first.assessment_id, "a", 2, 3)
    world.now += timedelta(minutes=5)
    assert start(world, STUDENT) == answered


def test_the_language_follows_until_the_first_answer_and_stays_from_then_on() -> None:
    world = World()
    first = start(world)
    assert start(world, language=Language.EN).form.language is Language.EN
    answer(world, first.assessment_id, "a", competence=1)
    assert start(world, language=Language.FI).form.language is Language.EN


def test_opening_a_completed_one_again_shows_it_as_it_is() -> None:
    world = World()
    opened = start(world)
    answer_all(world, opened.assessment_id)
    done = complete(world, opened.assessment_id)
    assert start(world, LECTURER, Language.EN) == done


def test_an_assessment_keeps_its_version_of_the_instrument_when_a_newer_one_comes() -> None:
    world = World()
    start(world)
    world.catalogue = ReadInstruments(
        [instrument(), instrument("a", "x", version="1.10"), instrument("a", version="1.9")]
    )
    assert start(world).form.version == "1"
    assert start(other_session(world), LECTURER).form.version == "1.10"


def other_session(world: World) -> World:
    return World(session_id=uuid4(), catalogue=world.catalogue)


def test_two_instruments_may_stand_side_by_side_in_a_session_oldest_first() -> None:
    world = World(catalogue=ReadInstruments([instrument(), instrument("x", code="other")]))
    start(world, instrument="other")
    world.now += timedelta(minutes=1)
    start(world)
    assert [view.form.instrument for view in show(world)] == ["other", "short"]


def test_an_instrument_that_the_stack_lacks_is_named() -> None:
    refusal = refusal_of(lambda: start(World(), instrument="osa"))
    assert (refusal.code, refusal.field, refusal.params) == ("unknown_instrument", "instrument", {"instrument": "osa"})


@pytest.mark.parametrize("actor", STRANGERS, ids=lambda actor: actor.role)
def test_a_stranger_does_not_learn_that_the_session_exists(actor: Actor) -> None:
    world = World()
    start(world)
    assert refusal_of(lambda: start(world, actor)).code == "session_not_found"
    assert refusal_of(lambda: show(world, actor)).code == "session_not_found"
    assert refusal_of(lambda: show(World(conversations=world.conversations, session_id=uuid4()), actor)).code == (
        "session_not_found"
    )


@pytest.mark.parametrize("actor", OUTSIDERS, ids=lambda actor: actor.role)
def test_roles_without_a_part_in_conversations_neither_read_nor_open(actor: Actor) -> None:
    world = World()
    start(world)
    assert refusal_of(lambda: show(world, actor)).code == "role_may_not"
    assert refusal_of(lambda: start(world, actor)).code == "role_may_not"


def test_a_form_whose_file_is_gone_is_named_and_its_answers_stay() -> None:
    world = World()
    view = start(world)
    answer(world, view.assessment_id, "a", 1, 4)
    world.catalogue = ReadInstruments([])
    refusal = refusal_of(lambda: show(world))
    assert (refusal.code, refusal.params) == ("instrument_missing", {"instrument": "short", "version": "1"})
    world.catalogue = ReadInstruments([instrument()])
    assert show(world)[0].answers[0].gap == 3
