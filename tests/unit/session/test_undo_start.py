"""A start that was a mistake is taken back, for as long as nothing of the client's was recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.session.application.use_cases import apply_appointment, apply_assessment
from services.session.application.use_cases.call_lecturer import call_lecturer
from services.session.application.use_cases.mark_phase import mark_phase
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.record_time_use import record_time_use
from services.session.application.use_cases.start_session import start_session
from services.session.application.use_cases.undo_start import undo_start
from services.session.application.use_cases.write_note import write_note
from services.session.application.use_cases.write_synthesis import write_synthesis
from shared.contracts.actor import Actor
from shared.contracts.events import assessment, booking
from shared.contracts.events.session import StartUndone
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Language, Phase, TimeUseKind
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
    under_way,
    uuid,
)

UNDO = requests.UndoStart(SESSION)
CANCELLED = booking.AppointmentCancelled(SESSION, CLIENT, "client", NOON)


def called(stage: Stage) -> None:
    call_lecturer(requests.CallLecturer(SESSION), stage.uow())


def rated(stage: Stage) -> None:
    rate_stress(requests.RateStress(SESSION, 2), stage.uow(HERSELF))


def drawn(stage: Stage) -> None:
    ask = requests.RecordTimeUse(SESSION, TimeUseKind.CURRENT, 480, 420, 540)
    record_time_use(ask, stage.uow(HERSELF))


def noted(stage: Stage) -> None:
    write_note(requests.WriteNote(SESSION, Phase.WELLBEING, "Uni on lyhyt.", 0), stage.uow())


def gathered(stage: Stage) -> None:
    write_synthesis(requests.WriteSynthesis(SESSION, ("Sisu",), (), (), (), 0), stage.uow())


def assessed(stage: Stage) -> None:
    event = assessment.AssessmentCompleted(uuid(77), SESSION, CLIENT, "everyday", "1", Language.FI, stage.now)
    apply_assessment.assessment_completed(event, stage.uow())


@pytest.mark.parametrize("actor", [AINO, OLLI, LECTURER])
def test_a_student_or_the_lecturer_takes_it_back_and_booking_is_told_which_start(actor: Actor) -> None:
    stage = under_way()
    now = stage.later(3)
    view = undo_start(UNDO, stage.uow(actor))
    assert (view.state, view.started_at) == ("planned", None)
    assert stage.told(StartUndone) == [StartUndone(SESSION, CLIENT, NOON, now)]


def test_taking_it_back_again_changes_nothing_and_tells_nobody_again() -> None:
    stage = under_way()
    first = undo_start(UNDO, stage.uow())
    assert undo_start(UNDO, stage.uow(OLLI)).state == first.state
    assert len(stage.told(StartUndone)) == 1


def test_it_can_be_started_again_afterwards() -> None:
    stage = under_way()
    undo_start(UNDO, stage.uow())
    now = stage.later(60)
    assert start_session(requests.StartSession(SESSION), stage.uow()).started_at == now


@pytest.mark.parametrize("record", [rated, drawn, noted, gathered, assessed, called])
def test_once_anything_was_recorded_or_the_lecturer_called_it_is_held(
    record: Callable[[Stage], None],
) -> None:
    stage = under_way()
    assert stage.view().may_undo_start
    record(stage)
    assert not stage.view().may_undo_start
    with refused(stage, "start_has_record"):
        undo_start(UNDO, stage.uow())


def test_what_the_client_filled_in_at_home_does_not_hinder_and_stays() -> None:
    stage = planned()
    stage.now = NOON - timedelta(days=1)
    for fill in (rated, drawn, assessed):
        fill(stage)
    stage.now = NOON
    start_session(requests.StartSession(SESSION), stage.uow())
    mark_phase(requests.MarkPhase(SESSION, Phase.ORIENTATION, is_done=True), stage.uow())
    view = undo_start(UNDO, stage.uow())
    assert [each.phase for each in view.phases if each.is_done] == [
        Phase.STRESS,
        Phase.TIME_USE,
        Phase.SELF_ASSESSMENT,
    ]
    assert (len(view.stress), len(view.circles)) == (1, 1)


def test_a_note_that_was_emptied_again_does_not_hinder() -> None:
    stage = under_way()
    noted(stage)
    write_note(requests.WriteNote(SESSION, Phase.WELLBEING, "", 1), stage.uow())
    assert undo_start(UNDO, stage.uow()).state == "planned"


def test_an_appointment_that_was_called_off_meanwhile_stays_called_off() -> None:
    stage = under_way()
    apply_appointment.cancel_session(CANCELLED, stage.uow())
    assert stage.session().state == "under_way"
    assert undo_start(UNDO, stage.uow()).state == "cancelled"
    with refused(stage, "not_held"):
        start_session(requests.StartSession(SESSION), stage.uow())


@pytest.mark.parametrize("actor", STRANGERS)
def test_to_strangers_there_is_no_such_session(actor: Actor) -> None:
    with refused(stage := under_way(), "session_not_found"):
        undo_start(UNDO, stage.uow(actor))


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_coordinator_and_client_may_know_of_it_but_not_take_it_back(actor: Actor) -> None:
    with refused(stage := under_way(), "role_may_not"):
        undo_start(UNDO, stage.uow(actor))


def test_a_coordinator_is_not_told_whether_anything_was_recorded() -> None:
    assert not under_way().view(COORDINATOR).may_undo_start


@pytest.mark.parametrize(("stage", "code"), [(closed(), "already_closed"), (cancelled(), "not_held")])
def test_what_has_ended_or_will_not_be_held_has_no_start_to_take_back(stage: Stage, code: str) -> None:
    with refused(stage, code):
        undo_start(UNDO, stage.uow())
