"""The lecturer debriefs once, after the close."""

from __future__ import annotations

import pytest

from services.session.application.use_cases.complete_debrief import complete_debrief
from services.session.application.use_cases.show_sessions import list_awaiting_debrief
from shared.contracts.actor import Actor
from shared.contracts.events.session import DebriefCompleted
from shared.contracts.requests import session as requests
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    COORDINATOR,
    HERSELF,
    LECTURER,
    SESSION,
    STRANGERS,
    Stage,
    cancelled,
    closed,
    planned,
    under_way,
)


def debrief(stage: Stage, notes: str = "Rauhallinen ote.", actor: Actor = LECTURER) -> requests.DebriefView:
    return complete_debrief(requests.CompleteDebrief(SESSION, notes), stage.uow(actor))


def awaiting(stage: Stage, actor: Actor) -> list[requests.SessionLine]:
    return list_awaiting_debrief(requests.AwaitingDebrief(), stage.uow(actor))


def test_the_lecturer_debriefs_and_it_is_told_and_shown() -> None:
    stage = closed()
    at = stage.later(20)
    view = debrief(stage)
    assert (view.notes, view.completed_at, view.lecturer_id) == ("Rauhallinen ote.", at, LECTURER.id)
    assert stage.view(AINO).debrief == view
    assert [(event.session_id, event.completed_at) for event in stage.told(DebriefCompleted)] == [(SESSION, at)]


def test_a_debrief_may_be_held_without_notes() -> None:
    assert debrief(closed(), "").notes == ""


def test_a_second_debrief_is_refused_and_the_notes_stay() -> None:
    stage = closed()
    debrief(stage)
    with refused(stage, "already_debriefed"):
        debrief(stage, "Toinen.")


@pytest.mark.parametrize("stage", [planned(), under_way(), cancelled()])
def test_a_debrief_comes_after_the_close(stage: Stage) -> None:
    with refused(stage, "not_closed"):
        debrief(stage)


@pytest.mark.parametrize("actor", [AINO, COORDINATOR, HERSELF])
def test_only_the_lecturer_debriefs(actor: Actor) -> None:
    stage = closed()
    with refused(stage, "role_may_not"):
        debrief(stage, actor=actor)


@pytest.mark.parametrize("actor", STRANGERS)
def test_another_lecturer_finds_nothing_to_debrief(actor: Actor) -> None:
    stage = closed()
    with refused(stage, "session_not_found"):
        debrief(stage, actor=actor)


@pytest.mark.parametrize("actor", [AINO, LECTURER, COORDINATOR])
def test_a_closed_session_awaits_its_debrief_until_it_is_held(actor: Actor) -> None:
    stage = closed()
    assert [line.session_id for line in awaiting(stage, actor)] == [SESSION]
    debrief(stage)
    assert awaiting(stage, actor) == []


@pytest.mark.parametrize("stage", [planned(), under_way(), cancelled()])
def test_what_is_not_closed_awaits_no_debrief(stage: Stage) -> None:
    assert awaiting(stage, LECTURER) == []


def test_nobody_awaits_the_debriefs_of_others() -> None:
    assert [awaiting(closed(), actor) for actor in STRANGERS[:2]] == [[], []]


def test_clients_have_no_debriefs() -> None:
    stage = closed()
    with refused(stage, "role_may_not"):
        awaiting(stage, HERSELF)
