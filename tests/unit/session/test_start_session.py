"""The conversation begins when its people begin it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.session.application.use_cases.start_session import start_session
from shared.contracts.actor import Actor
from shared.contracts.events.session import SessionStarted
from shared.contracts.requests import session as requests
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
    cancelled,
    closed,
    planned,
)

START = requests.StartSession(SESSION)


@pytest.mark.parametrize("actor", [AINO, OLLI, LECTURER])
def test_a_student_or_the_lecturer_starts_it_and_everybody_is_told(actor: Actor) -> None:
    stage = planned()
    view = start_session(START, stage.uow(actor))
    assert (view.state, view.started_at) == ("under_way", NOON)
    assert stage.told(SessionStarted) == [SessionStarted(SESSION, CLIENT, NOON)]


def test_starting_again_changes_nothing_and_tells_nobody_again() -> None:
    stage = planned()
    first = start_session(START, stage.uow())
    stage.later(5)
    assert start_session(START, stage.uow(OLLI)) == first
    assert len(stage.told(SessionStarted)) == 1


def test_it_may_start_before_its_time_and_the_real_time_is_kept() -> None:
    stage = planned()
    stage.now = NOON - timedelta(days=1)
    assert start_session(START, stage.uow()).started_at == NOON - timedelta(days=1)


@pytest.mark.parametrize("actor", STRANGERS)
def test_to_strangers_there_is_no_such_session(actor: Actor) -> None:
    stage = planned()
    with refused(stage, "session_not_found"):
        start_session(START, stage.uow(actor))


def test_nobody_starts_a_session_that_is_not_there() -> None:
    stage = Stage()
    with refused(stage, "session_not_found"):
        start_session(START, stage.uow())


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_coordinator_and_client_may_know_of_it_but_not_start_it(actor: Actor) -> None:
    stage = planned()
    with refused(stage, "role_may_not"):
        start_session(START, stage.uow(actor))


@pytest.mark.parametrize(("stage", "code"), [(closed(), "already_closed"), (cancelled(), "not_held")])
def test_what_has_ended_or_will_not_be_held_does_not_start(stage: Stage, code: str) -> None:
    with refused(stage, code):
        start_session(START, stage.uow())
