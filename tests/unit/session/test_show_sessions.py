"""Each sees what is theirs to know, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.session.application.use_cases.agree_synthesis import agree_synthesis
from services.session.application.use_cases.apply_appointment import open_session
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.complete_debrief import complete_debrief
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.record_time_use import record_time_use
from services.session.application.use_cases.set_goal import set_goal
from services.session.application.use_cases.show_sessions import list_sessions, show_session, show_summary
from services.session.application.use_cases.start_session import start_session
from services.session.application.use_cases.write_note import write_note
from services.session.application.use_cases.write_synthesis import write_synthesis
from shared.contracts.actor import SYSTEM, Actor, Role
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import FollowUpReason, Phase, Service, ShownReason, TimeUseKind
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
    booked,
    planned,
    uuid,
)

WISH = requests.FollowUpWish(FollowUpReason.HIGH_STRESS)
SECRET = "Salaisuus"


def told_all() -> Stage:
    """A conversation under way in which everything that can be said was said."""
    stage = planned()
    uow = stage.uow()
    start_session(requests.StartSession(SESSION), uow)
    rate_stress(requests.RateStress(SESSION, 5), uow)
    rate_stress(requests.RateStress(SESSION, 3), uow)
    record_time_use(requests.RecordTimeUse(SESSION, TimeUseKind.CURRENT, 600, 300, 540), uow)
    write_note(requests.WriteNote(SESSION, Phase.WELLBEING, SECRET, 0), uow)
    write_synthesis(requests.WriteSynthesis(SESSION, (SECRET,), (SECRET,), (SECRET,), (SECRET,), 0), uow)
    agree_synthesis(requests.AgreeSynthesis(SESSION, 1), uow)
    set_goal(requests.SetGoal(SESSION, SECRET, (SECRET,)), uow)
    return stage


def closed_with_all() -> Stage:
    stage = told_all()
    services = (requests.Recommendation(Service.CRISIS_HELP, SECRET),)
    close_session(requests.CloseSession(SESSION, WISH, services), stage.uow())
    complete_debrief(requests.CompleteDebrief(SESSION, SECRET), stage.uow(LECTURER))
    return stage


def summary(stage: Stage, actor: Actor = HERSELF) -> requests.SummaryView:
    return show_summary(requests.Summary(SESSION), stage.uow(actor))


def listed(stage: Stage, actor: Actor, client_id: bool = False) -> list[requests.SessionLine]:
    ask = requests.Sessions(NOON, NOON + timedelta(days=1), CLIENT if client_id else None)
    return list_sessions(ask, stage.uow(actor))


@pytest.mark.parametrize("actor", [AINO, OLLI, LECTURER])
def test_students_and_lecturer_see_the_whole_session(actor: Actor) -> None:
    view = closed_with_all().view(actor)
    assert [rating.level for rating in view.stress] == [5, 3]
    assert view.synthesis.strengths == (SECRET,)
    assert [goal.text for goal in view.goals] == [SECRET]
    assert [one.note for one in view.recommendations] == [SECRET]
    assert next(phase.note for phase in view.phases if phase.phase is Phase.WELLBEING) == SECRET
    assert view.debrief is not None
    assert view.debrief.notes == SECRET


@pytest.mark.parametrize("actor", [COORDINATOR, SYSTEM])
def test_coordinators_see_how_it_stands_and_nothing_of_what_was_said(actor: Actor) -> None:
    view = closed_with_all().view(actor)
    assert SECRET not in repr(view)
    assert (view.stress, view.circles, view.goals, view.recommendations) == ((), (), (), ())
    assert (view.synthesis.version, view.synthesis.agreed_at) == (0, None)
    assert (view.phases, view.assessment_completed_at, view.reason, view.focus) == ((), None, None, ())
    assert (view.state, view.is_acute, view.debrief is not None) == ("closed", True, True)
    assert view.alert is not None
    assert view.follow_up is not None
    assert (view.follow_up.reason, view.follow_up.focus) == (ShownReason.NOT_TOLD, ())


def test_clients_see_the_summary_and_not_the_session() -> None:
    stage = closed_with_all()
    with refused(stage, "role_may_not"):
        show_session(requests.Session(SESSION), stage.uow(HERSELF))


@pytest.mark.parametrize("actor", STRANGERS)
def test_to_strangers_there_is_no_session_and_no_summary(actor: Actor) -> None:
    stage = closed_with_all()
    with refused(stage, "session_not_found"):
        stage.view(actor)
    with refused(stage, "session_not_found"):
        summary(stage, actor)


@pytest.mark.parametrize("actor", [COORDINATOR, SYSTEM])
def test_the_summary_is_not_for_coordinators(actor: Actor) -> None:
    stage = closed_with_all()
    with refused(stage, "role_may_not"):
        summary(stage, actor)


def test_before_the_close_clients_see_only_what_they_filled_in() -> None:
    view = summary(told_all())
    assert (view.state, view.stress_level) == ("under_way", 3)
    assert [circle.productive_minutes for circle in view.circles] == [600]
    assert (view.synthesis, view.goals, view.recommendations, view.follow_up) == (None, (), (), None)


def test_before_anything_is_filled_in_the_summary_is_empty() -> None:
    view = summary(planned())
    assert (view.stress_level, view.circles, view.state) == (None, (), "planned")


@pytest.mark.parametrize("actor", [HERSELF, AINO, LECTURER])
def test_after_the_close_the_summary_tells_what_was_agreed(actor: Actor) -> None:
    view = summary(closed_with_all(), actor)
    assert view.synthesis is not None
    assert view.synthesis.change_targets == (SECRET,)
    assert [goal.text for goal in view.goals] == [SECRET]
    assert [one.service for one in view.recommendations] == [Service.CRISIS_HELP]
    assert view.follow_up is not None
    assert (view.stress_level, view.closed_at) == (3, NOON)


def test_a_synthesis_that_was_not_agreed_to_is_not_in_the_summary() -> None:
    stage = told_all()
    write_synthesis(requests.WriteSynthesis(SESSION, ("Muuta",), (), (), (), 1), stage.uow())
    close_session(requests.CloseSession(SESSION, WISH), stage.uow())
    assert summary(stage).synthesis is None


def test_lists_tell_how_sessions_stand() -> None:
    (line,) = listed(closed_with_all(), LECTURER)
    assert (line.session_id, line.state, line.is_acute, line.is_debriefed) == (SESSION, "closed", True, True)
    assert line.alert is not None


@pytest.mark.parametrize("actor", [AINO, OLLI, LECTURER, COORDINATOR, SYSTEM])
def test_lists_hold_ones_own_sessions_and_for_coordinators_all(actor: Actor) -> None:
    assert len(listed(planned(), actor)) == 1


@pytest.mark.parametrize(
    "actor", [Actor(Role.STUDENT, uuid(91)), Actor(Role.LECTURER, uuid(92)), Actor(Role.LECTURER, AINO.id)]
)
def test_lists_hold_nothing_of_others(actor: Actor) -> None:
    assert listed(planned(), actor) == []


@pytest.mark.parametrize("actor", [HERSELF, Actor(Role.PUBLIC), Actor(Role.STUDENT), Actor(Role.LECTURER)])
def test_lists_are_for_staff(actor: Actor) -> None:
    stage = planned()
    with refused(stage, "role_may_not"):
        listed(stage, actor)


def test_lists_begin_with_the_start_of_the_span_and_end_before_its_end_latest_last() -> None:
    stage = Stage()
    starts = {10: NOON, 11: NOON + timedelta(hours=3), 12: NOON + timedelta(days=1), 13: NOON - timedelta(hours=1)}
    for number, starts_at in reversed(starts.items()):
        open_session(booked(uuid(number), starts_at), stage.uow())
    assert [line.session_id for line in listed(stage, COORDINATOR)] == [uuid(10), uuid(11)]


def test_lists_can_be_of_one_client() -> None:
    stage = planned()
    open_session(booked(uuid(10), client_id=uuid(99)), stage.uow())
    assert [line.session_id for line in listed(stage, AINO, client_id=True)] == [SESSION]


@pytest.mark.parametrize(("level", "is_high"), [(None, False), (3, False), (4, True)])
def test_the_summary_tells_whether_the_rating_that_holds_is_high(level: int | None, is_high: bool) -> None:
    stage = planned()
    assert not summary(stage).stress_is_high
    if level is not None:
        rate_stress(requests.RateStress(SESSION, level), stage.uow())
    assert summary(stage).stress_is_high is is_high
