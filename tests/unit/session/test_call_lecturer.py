"""Help does not wait for a consent: the lecturer is called without a rating, and nothing of the client is recorded."""

from __future__ import annotations

import pytest

from services.session.application.use_cases.apply_consent import client_erased
from services.session.application.use_cases.call_lecturer import call_lecturer
from services.session.application.use_cases.start_session import start_session
from services.session.domain.record import Record
from shared.contracts.actor import Actor
from shared.contracts.events.booking import ClientErased
from shared.contracts.events.session import HighStressDetected, StressRated
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
    closed,
    planned,
    unasked,
    under_way,
)

CALL = requests.CallLecturer(SESSION)


def begun() -> Stage:
    """A conversation under way with somebody who has not consented."""
    stage = unasked()
    start_session(requests.StartSession(SESSION), stage.uow())
    return stage


@pytest.mark.parametrize("actor", [AINO, LECTURER])
def test_the_lecturer_is_called_and_no_rating_is_recorded(actor: Actor) -> None:
    stage = begun()
    view = call_lecturer(CALL, stage.uow(actor))
    (event,) = stage.told(HighStressDetected)
    assert (event.cause, event.open_phases, event.lecturer_id) == ("call", (), LECTURER.id)
    assert stage.told(StressRated) == []
    assert stage.records.of(SESSION) == Record()
    assert (view.is_acute, view.alert and view.alert.state, view.stress) == (True, "raised", ())
    assert stage.session().done == frozenset()


def test_the_lecturer_may_be_called_again() -> None:
    stage = begun()
    for _ in range(2):
        call_lecturer(CALL, stage.uow())
    assert len(stage.told(HighStressDetected)) == 2


def test_of_an_erased_client_the_lecturer_is_called_and_nothing_is_written() -> None:
    stage = under_way()
    client_erased(ClientErased(CLIENT, NOON), stage.uow())
    before = stage.session()
    call_lecturer(CALL, stage.uow())
    assert len(stage.told(HighStressDetected)) == 1
    assert stage.session() == before


@pytest.mark.parametrize(("stage", "code"), [(planned, "not_under_way"), (closed, "already_closed")])
def test_the_lecturer_is_called_only_into_a_conversation_that_goes_on(stage: object, code: str) -> None:
    assert callable(stage)
    held = stage()
    with refused(held, code):
        call_lecturer(CALL, held.uow())


@pytest.mark.parametrize("actor", [HERSELF, COORDINATOR, *STRANGERS])
def test_only_who_holds_the_conversation_calls(actor: Actor) -> None:
    stage = begun()
    with refused(stage, "role_may_not" if actor in (HERSELF, COORDINATOR) else "session_not_found"):
        call_lecturer(CALL, stage.uow(actor))
