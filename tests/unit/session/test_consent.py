"""The client decides what is recorded, and what is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.session.application.hearing import UnknownSession
from services.session.application.use_cases.agree_synthesis import agree_synthesis
from services.session.application.use_cases.apply_appointment import open_session
from services.session.application.use_cases.apply_assessment import assessment_completed
from services.session.application.use_cases.apply_consent import client_erased, consent_given, consent_withdrawn
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.complete_debrief import complete_debrief
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.record_time_use import record_time_use
from services.session.application.use_cases.set_goal import set_goal
from services.session.application.use_cases.start_session import start_session
from services.session.application.use_cases.write_note import write_note
from services.session.application.use_cases.write_synthesis import write_synthesis
from services.session.domain.record import Record
from shared.contracts.events import booking
from shared.contracts.events.assessment import AssessmentCompleted
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import ConsentHow, FollowUpReason, Language, Phase, Service, TimeUseKind
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    CLIENT,
    HERSELF,
    LECTURER,
    NOON,
    SESSION,
    Stage,
    booked,
    closed,
    unasked,
    under_way,
    uuid,
)
from tests.unit.session.test_show_sessions import SECRET, closed_with_all

RECORDING: list[Callable[[Stage], object]] = [
    lambda stage: rate_stress(requests.RateStress(SESSION, 5), stage.uow()),
    lambda stage: record_time_use(requests.RecordTimeUse(SESSION, TimeUseKind.IDEAL, 480, 480, 480), stage.uow()),
    lambda stage: write_note(requests.WriteNote(SESSION, Phase.STRESS, "Nukkuu", 0), stage.uow()),
    lambda stage: write_synthesis(requests.WriteSynthesis(SESSION, (), (), (), (), 0), stage.uow()),
    lambda stage: agree_synthesis(requests.AgreeSynthesis(SESSION, 0), stage.uow()),
    lambda stage: set_goal(requests.SetGoal(SESSION, "Nukun"), stage.uow()),
    lambda stage: close_session(
        requests.CloseSession(SESSION, None, (requests.Recommendation(Service.OTHER),)), stage.uow()
    ),
]


def withdraw(stage: Stage) -> Stage:
    consent_withdrawn(booking.ConsentWithdrawn(CLIENT, NOON), stage.uow())
    return stage


def erase(stage: Stage) -> Stage:
    client_erased(booking.ClientErased(CLIENT, NOON), stage.uow())
    return stage


def assessed(session_id: int = 1) -> AssessmentCompleted:
    return AssessmentCompleted(uuid(8), uuid(session_id), CLIENT, "hyke", "1", Language.FI, NOON)


@pytest.mark.parametrize("record", RECORDING)
def test_without_consent_nothing_more_is_recorded(record: Callable[[Stage], object]) -> None:
    stage = withdraw(under_way())
    with refused(stage, "consent_withdrawn"):
        record(stage)


@pytest.mark.parametrize("record", RECORDING)
def test_before_a_consent_was_heard_nothing_is_recorded(record: Callable[[Stage], object]) -> None:
    stage = unasked()
    start_session(requests.StartSession(SESSION), stage.uow())
    with refused(stage, "consent_unknown"):
        record(stage)


def test_who_consents_and_rates_sooner_than_that_is_heard_is_told_to_try_again_and_then_it_is_kept() -> None:
    stage = unasked()
    with refused(stage, "consent_unknown"):
        rate_stress(requests.RateStress(SESSION, 3), stage.uow(HERSELF))
    consent_given(booking.ConsentGiven(CLIENT, "2", NOON), stage.uow())
    assert rate_stress(requests.RateStress(SESSION, 3), stage.uow(HERSELF)).level == 3


@pytest.mark.parametrize("how", ConsentHow)
def test_a_consent_lets_record_however_it_was_given(how: ConsentHow) -> None:
    stage = unasked()
    consent_given(booking.ConsentGiven(CLIENT, "2", NOON, how), stage.uow())
    assert rate_stress(requests.RateStress(SESSION, 3), stage.uow()).level == 3


@pytest.mark.parametrize("record", RECORDING)
def test_of_an_erased_client_nothing_more_is_recorded(record: Callable[[Stage], object]) -> None:
    stage = erase(under_way())
    with refused(stage, "client_erased"):
        record(stage)


def test_a_booking_that_is_heard_only_after_the_erasure_tells_nothing_of_why() -> None:
    stage = erase(Stage())
    late = replace(booked(reason=FollowUpReason.HIGH_STRESS), focus=(Phase.STRESS,))
    open_session(late, stage.uow())
    origin = stage.session().origin
    assert (origin.reason, origin.focus) == (None, ())


def test_consent_given_anew_lets_record_again() -> None:
    stage = withdraw(under_way())
    consent_given(booking.ConsentGiven(CLIENT, "2", NOON), stage.uow())
    assert rate_stress(requests.RateStress(SESSION, 2), stage.uow()).level == 2


def test_consent_withdrawn_before_the_booking_holds_for_the_session_too() -> None:
    stage = withdraw(Stage())
    open_session(booked(), stage.uow())
    with refused(stage, "consent_withdrawn"):
        rate_stress(requests.RateStress(SESSION, 2), stage.uow())


def test_one_clients_withdrawal_is_not_anothers() -> None:
    stage = under_way()
    consent_withdrawn(booking.ConsentWithdrawn(uuid(99), NOON), stage.uow())
    assert rate_stress(requests.RateStress(SESSION, 2), stage.uow()).level == 2


def test_without_consent_the_conversation_may_be_held_closed_and_debriefed_without_a_word() -> None:
    stage = unasked()
    start_session(requests.StartSession(SESSION), stage.uow())
    wish = requests.FollowUpWish(FollowUpReason.GUIDANCE, (Phase.STRESS,))
    told = close_session(requests.CloseSession(SESSION, wish), stage.uow())
    assert (told.state, told.follow_up and told.follow_up.focus) == ("closed", ())
    with refused(stage, "consent_unknown"):
        complete_debrief(requests.CompleteDebrief(SESSION, "Sanoja"), stage.uow(LECTURER))
    complete_debrief(requests.CompleteDebrief(SESSION, " "), stage.uow(LECTURER))


def test_what_was_recorded_before_the_withdrawal_stays() -> None:
    assert withdraw(closed_with_all()).view().synthesis.strengths == (SECRET,)


def test_an_erased_clients_texts_ratings_and_answers_are_gone_and_the_bare_session_stays() -> None:
    stage = erase(closed_with_all())
    assert stage.records.of(SESSION) == Record()
    view = stage.view(LECTURER)
    assert SECRET not in repr(view)
    assert (view.is_acute, view.alert, view.follow_up) == (False, None, None)
    assert (view.state, view.closed_at, view.debrief is not None) == ("closed", NOON, True)


def test_erasure_is_final() -> None:
    stage = erase(under_way())
    consent_given(booking.ConsentGiven(CLIENT, "2", NOON), stage.uow())
    with refused(stage, "client_erased"):
        rate_stress(requests.RateStress(SESSION, 2), stage.uow())


def test_a_completed_self_assessment_makes_its_step_done_and_the_first_time_stays() -> None:
    stage = under_way()
    assessment_completed(assessed(), stage.uow())
    view = stage.view()
    assert view.assessment_completed_at == NOON
    assert stage.session().done == {Phase.SELF_ASSESSMENT}


def test_a_self_assessment_completed_after_the_close_is_still_noted() -> None:
    stage = closed()
    assessment_completed(assessed(), stage.uow())
    assert stage.view().assessment_completed_at == NOON


def test_a_self_assessment_of_an_erased_client_is_not_noted() -> None:
    stage = erase(under_way())
    assessment_completed(assessed(), stage.uow())
    assert stage.view().assessment_completed_at is None


def test_a_self_assessment_of_a_session_unknown_here_is_to_be_heard_again() -> None:
    with pytest.raises(UnknownSession):
        assessment_completed(assessed(9), under_way().uow())
