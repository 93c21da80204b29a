"""A conversation ends once, and all that follows from its end is told together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.session.application.use_cases.apply_follow_up import follow_up_declined, follow_up_proposed
from services.session.application.use_cases.close_session import close_session
from services.session.application.use_cases.mark_phase import mark_phase
from services.session.application.use_cases.rate_stress import rate_stress
from services.session.application.use_cases.show_sessions import show_summary
from shared.contracts.actor import Actor
from shared.contracts.events import booking
from shared.contracts.events.session import (
    ClosedWithoutFollowUp,
    FollowUpRequested,
    ServiceRecommended,
    SessionClosed,
)
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase, Service, ShownReason
from tests.unit.session.refused import refused
from tests.unit.session.stage import (
    AINO,
    CLIENT,
    COORDINATOR,
    FOLLOW_UP,
    HERSELF,
    LECTURER,
    NOON,
    OLLI,
    ROOM,
    SESSION,
    STRANGERS,
    Stage,
    booked,
    cancelled,
    planned,
    under_way,
)

WISH = requests.FollowUpWish(FollowUpReason.GOALS, (Phase.CONCLUSIONS, Phase.TIME_USE, Phase.CONCLUSIONS))
ACUTE_WISH = requests.FollowUpWish(FollowUpReason.HIGH_STRESS)


def close(
    stage: Stage,
    wish: requests.FollowUpWish | None = None,
    services: tuple[requests.Recommendation, ...] = (),
    actor: Actor = AINO,
    without: NoFollowUp | None = None,
) -> requests.SessionView:
    return close_session(requests.CloseSession(SESSION, wish, services, without), stage.uow(actor))


def acute() -> Stage:
    stage = under_way()
    rate_stress(requests.RateStress(SESSION, 5), stage.uow())
    return stage


def proposed(stage: Stage) -> booking.FollowUpProposed:
    held = booked(FOLLOW_UP)
    return booking.FollowUpProposed(
        appointment_id=FOLLOW_UP,
        follows_id=SESSION,
        client_id=CLIENT,
        reason=FollowUpReason.HIGH_STRESS,
        focus=(Phase.SYNTHESIS,),
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        student_ids=held.student_ids,
        lecturer_id=held.lecturer_id,
        room_id=ROOM,
        proposed_at=stage.now,
    )


@pytest.mark.parametrize("actor", [AINO, OLLI, LECTURER])
def test_its_students_or_lecturer_close_it_and_its_last_step_is_done(actor: Actor) -> None:
    stage = under_way()
    at = stage.later(85)
    view = close(stage, actor=actor)
    assert (view.state, view.closed_at, view.follow_up) == ("closed", at, None)
    assert stage.told(SessionClosed) == [SessionClosed(SESSION, CLIENT, NOON, at)]
    assert stage.session().done == {Phase.CLOSING}


def test_a_wished_follow_up_is_requested_with_its_focus_in_order() -> None:
    stage = under_way()
    view = close(stage, WISH)
    (event,) = stage.told(FollowUpRequested)
    assert (event.reason, event.focus) == (FollowUpReason.GOALS, (Phase.TIME_USE, Phase.CONCLUSIONS))
    assert (event.lecturer_id, event.student_ids) == (LECTURER.id, (AINO.id, OLLI.id))
    assert (event.session_id, event.client_id, event.requested_at) == (SESSION, CLIENT, NOON)
    assert view.follow_up is not None
    assert (view.follow_up.state, view.follow_up.focus) == ("requested", event.focus)


def test_each_recommended_service_is_kept_and_told_of_once() -> None:
    stage = under_way()
    crisis = requests.Recommendation(Service.CRISIS_HELP, " Soita heti ")
    debt = requests.Recommendation(Service.DEBT_ADVICE)
    view = close(stage, None, (crisis, debt, crisis))
    assert view.recommendations == (requests.Recommendation(Service.CRISIS_HELP, "Soita heti"), debt)
    told = [event.service for event in stage.told(ServiceRecommended)]
    assert told == [Service.CRISIS_HELP, Service.DEBT_ADVICE]


def test_the_close_is_told_last() -> None:
    stage = under_way()
    close(stage, WISH, (requests.Recommendation(Service.OTHER),))
    told = [type(event) for event in stage.events.emitted[-3:]]
    assert told == [FollowUpRequested, ServiceRecommended, SessionClosed]


def test_an_acute_conversation_asks_what_becomes_of_the_follow_up() -> None:
    stage = acute()
    with refused(stage, "follow_up_undecided") as info:
        close(stage)
    assert info.value.field == "follow_up"


def test_a_lower_rating_later_still_asks() -> None:
    stage = acute()
    rate_stress(requests.RateStress(SESSION, 2), stage.uow())
    with refused(stage, "follow_up_undecided"):
        close(stage)


@pytest.mark.parametrize("because", list(NoFollowUp))
def test_an_acute_conversation_ends_with_any_decision_and_says_who_recorded_it(because: NoFollowUp) -> None:
    stage = acute()
    at = stage.later(80)
    view = close(stage, without=because, actor=LECTURER)
    assert view.state == "closed"
    (told,) = stage.told(ClosedWithoutFollowUp)
    assert (told.because, told.is_acute, told.recorded_by, told.recorded_at) == (because, True, LECTURER.id, at)
    assert (told.lecturer_id, told.student_ids) == (LECTURER.id, (AINO.id, OLLI.id))
    assert stage.told(FollowUpRequested) == []
    assert view.follow_up is not None
    assert (view.follow_up.decided, view.follow_up.decided_by, view.follow_up.decided_at) == (because, LECTURER.id, at)


def test_the_clients_no_ends_a_proposal_and_late_news_of_it_does_not_bring_it_back() -> None:
    stage = acute()
    late = proposed(stage)
    stage.later()
    follow_up_proposed(late, stage.uow())
    stage.later()
    view = close(stage, without=NoFollowUp.CLIENT_DECLINED)
    follow_up_proposed(late, stage.uow())
    follow_up_declined(booking.FollowUpDeclined(FOLLOW_UP, SESSION, CLIENT, stage.later()), stage.uow())
    again = stage.view().follow_up
    assert view.follow_up == again
    assert again is not None
    assert (again.state, again.appointment_id) == ("declined", None)


def test_what_is_left_undecided_leaves_a_proposal_as_it_is() -> None:
    stage = acute()
    follow_up_proposed(proposed(stage), stage.uow())
    view = close(stage, without=NoFollowUp.UNDECIDED)
    assert view.follow_up is not None
    assert (view.follow_up.state, view.follow_up.appointment_id) == ("proposed", FOLLOW_UP)


def test_a_person_may_offer_a_time_after_the_clients_no() -> None:
    stage = acute()
    close(stage, without=NoFollowUp.CLIENT_DECLINED)
    stage.later(60)
    follow_up_proposed(proposed(stage), stage.uow())
    follow_up = stage.view().follow_up
    assert follow_up is not None
    assert (follow_up.state, follow_up.decided) == ("proposed", None)


def test_an_ordinary_close_needs_no_decision_and_keeps_one() -> None:
    stage = under_way()
    assert close(stage, without=NoFollowUp.NOT_NEEDED).follow_up is None
    stage = under_way()
    follow_up = close(stage, without=NoFollowUp.CLIENT_DECLINED).follow_up
    assert follow_up is not None
    assert (follow_up.state, follow_up.decided) == ("declined", NoFollowUp.CLIENT_DECLINED)


def test_a_follow_up_is_not_wished_for_and_declined_at_once() -> None:
    stage = acute()
    with refused(stage, "follow_up_both_ways"):
        close(stage, WISH, without=NoFollowUp.CLIENT_DECLINED)


def test_the_client_is_not_told_who_recorded_what() -> None:
    stage = acute()
    close(stage, without=NoFollowUp.CLIENT_DECLINED)
    told = show_summary(requests.Summary(SESSION), stage.uow(HERSELF)).follow_up
    assert told is not None
    assert (told.state, told.decided, told.decided_by, told.decided_at) == ("declined", None, None, None)


def test_the_follow_up_of_an_acute_one_dwells_on_what_had_no_room() -> None:
    stage = acute()
    close(stage, ACUTE_WISH)
    (event,) = stage.told(FollowUpRequested)
    assert event.focus == (
        Phase.WELLBEING,
        Phase.TIME_USE,
        Phase.SELF_ASSESSMENT,
        Phase.SYNTHESIS,
        Phase.CONCLUSIONS,
    )


def test_a_focus_that_was_agreed_on_is_not_replaced() -> None:
    stage = acute()
    close(stage, requests.FollowUpWish(FollowUpReason.HIGH_STRESS, (Phase.WELLBEING,)))
    assert stage.told(FollowUpRequested)[0].focus == (Phase.WELLBEING,)


def test_a_wish_for_other_reasons_may_leave_its_focus_open() -> None:
    stage = under_way()
    close(stage, requests.FollowUpWish(FollowUpReason.GUIDANCE))
    assert stage.told(FollowUpRequested)[0].focus == ()


def test_a_follow_up_that_is_held_already_stays_held_and_gets_what_was_agreed_on() -> None:
    stage = acute()
    follow_up_proposed(proposed(stage), stage.uow())
    view = close(stage, requests.FollowUpWish(FollowUpReason.GUIDANCE, (Phase.TIME_USE,)))
    assert view.follow_up is not None
    assert (view.follow_up.state, view.follow_up.appointment_id) == ("proposed", FOLLOW_UP)
    assert (view.follow_up.reason, view.follow_up.focus) == (ShownReason.GUIDANCE, (Phase.TIME_USE,))
    assert len(stage.told(FollowUpRequested)) == 1


def test_another_high_rating_turns_a_held_follow_up_to_what_has_no_room_now() -> None:
    stage = acute()
    follow_up_proposed(replace(proposed(stage), reason=FollowUpReason.GOALS), stage.uow())
    mark_phase(requests.MarkPhase(SESSION, Phase.WELLBEING, True), stage.uow())
    rate_stress(requests.RateStress(SESSION, 4), stage.uow())
    follow_up = stage.view().follow_up
    assert follow_up is not None
    assert (follow_up.state, follow_up.reason) == ("proposed", ShownReason.HIGH_STRESS)
    assert follow_up.focus == (Phase.TIME_USE, Phase.SELF_ASSESSMENT, Phase.SYNTHESIS, Phase.CONCLUSIONS)


def test_a_follow_up_that_was_declined_is_requested_anew() -> None:
    stage = acute()
    follow_up_proposed(proposed(stage), stage.uow())
    follow_up_declined(booking.FollowUpDeclined(FOLLOW_UP, SESSION, CLIENT, stage.later()), stage.uow())
    view = close(stage, WISH)
    assert view.follow_up is not None
    assert (view.follow_up.state, view.follow_up.reason) == ("requested", ShownReason.GOALS)
    follow_up_proposed(proposed(stage), stage.uow())
    again = stage.view().follow_up
    assert again is not None
    assert again.state == "proposed"


def test_a_second_close_is_refused_and_tells_nobody() -> None:
    stage = under_way()
    close(stage)
    with refused(stage, "already_closed"):
        close(stage, WISH)


@pytest.mark.parametrize(("stage", "code"), [(planned(), "not_under_way"), (cancelled(), "not_held")])
def test_what_has_not_begun_cannot_end(stage: Stage, code: str) -> None:
    with refused(stage, code):
        close(stage)


@pytest.mark.parametrize("actor", [COORDINATOR, HERSELF])
def test_only_those_who_hold_it_end_it(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "role_may_not"):
        close(stage, actor=actor)


@pytest.mark.parametrize("actor", STRANGERS)
def test_strangers_find_nothing_to_close(actor: Actor) -> None:
    stage = under_way()
    with refused(stage, "session_not_found"):
        close(stage, actor=actor)
