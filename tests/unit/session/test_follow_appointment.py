"""A session opens, moves and is called off with its appointment."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from services.session.application.hearing import UnknownSession
from services.session.application.use_cases.apply_appointment import (
    cancel_session,
    move_session,
    note_no_show,
    open_session,
)
from services.session.application.use_cases.apply_consent import client_erased
from services.session.application.use_cases.apply_follow_up import follow_up_unavailable
from shared.contracts.events import booking
from shared.contracts.vocabulary import FollowUpReason, Phase, ShownReason
from tests.unit.session.stage import (
    AINO,
    CLIENT,
    FOLLOW_UP,
    LECTURER,
    NOON,
    OLLI,
    ROOM,
    SESSION,
    Stage,
    booked,
    cancelled,
    closed,
    planned,
    under_way,
    uuid,
)

LATER = NOON + timedelta(days=7)


def moved(session_id: UUID = SESSION) -> booking.AppointmentRescheduled:
    return booking.AppointmentRescheduled(
        appointment_id=session_id,
        client_id=CLIENT,
        previous_starts_at=NOON,
        starts_at=LATER,
        ends_at=LATER + timedelta(minutes=90),
        student_ids=(uuid(13),),
        lecturer_id=uuid(22),
        room_id=uuid(42),
    )


def called_off(session_id: UUID = SESSION) -> booking.AppointmentCancelled:
    return booking.AppointmentCancelled(session_id, CLIENT, "staff", NOON)


def with_follow_up() -> Stage:
    stage = closed()
    open_session(booked(FOLLOW_UP, LATER, SESSION, FollowUpReason.GOALS), stage.uow())
    return stage


def test_a_booked_appointment_plans_its_session_with_its_people() -> None:
    view = planned().view()
    assert (view.session_id, view.client_id, view.state, view.kind) == (SESSION, CLIENT, "planned", "first")
    assert (view.student_ids, view.lecturer_id, view.room_id) == ((AINO.id, OLLI.id), LECTURER.id, ROOM)
    assert (view.starts_at, view.ends_at) == (NOON, NOON + timedelta(minutes=90))


def test_a_session_that_has_opened_does_not_open_anew() -> None:
    stage = under_way()
    open_session(booked(), stage.uow())
    assert stage.session().state == "under_way"


def test_a_follow_up_knows_what_it_follows_and_is_confirmed_there() -> None:
    stage = with_follow_up()
    origin = stage.session(FOLLOW_UP).origin
    assert (origin.follows_id, origin.reason) == (SESSION, FollowUpReason.GOALS)
    follow_up = stage.view().follow_up
    assert follow_up is not None
    assert (follow_up.state, follow_up.appointment_id, follow_up.starts_at) == ("confirmed", FOLLOW_UP, LATER)
    assert follow_up.reason is ShownReason.GOALS


def test_a_confirmed_follow_up_keeps_reason_and_focus_where_the_booking_names_none() -> None:
    stage = under_way()
    waiting = booking.FollowUpUnavailable(
        follows_id=SESSION,
        client_id=CLIENT,
        reason=FollowUpReason.INFORMATION,
        focus=(Phase.SYNTHESIS,),
        lecturer_id=uuid(21),
        position=1,
        found_at=NOON - timedelta(days=2),
    )
    follow_up_unavailable(waiting, stage.uow())
    open_session(booked(FOLLOW_UP, LATER, SESSION), stage.uow())
    follow_up = stage.session().follow_up
    assert follow_up is not None
    assert (follow_up.reason, follow_up.focus) == (FollowUpReason.INFORMATION, (Phase.SYNTHESIS,))


def test_a_follow_up_of_a_session_unknown_here_is_to_be_heard_again() -> None:
    with pytest.raises(UnknownSession):
        open_session(booked(FOLLOW_UP, LATER, SESSION), Stage().uow())


def test_an_erased_client_is_not_told_of_again_in_the_session_that_is_followed() -> None:
    stage = closed()
    client_erased(booking.ClientErased(CLIENT, NOON), stage.uow())
    open_session(booked(FOLLOW_UP, LATER, SESSION, FollowUpReason.GOALS), stage.uow())
    assert stage.session().follow_up is None


@pytest.mark.parametrize("stage", [planned(), under_way()])
def test_a_moved_appointment_moves_its_session_with_its_new_people(stage: Stage) -> None:
    state = stage.session().state
    move_session(moved(), stage.uow())
    session = stage.session()
    assert (session.meeting.starts_at, session.meeting.student_ids) == (LATER, (uuid(13),))
    assert (session.meeting.lecturer_id, session.meeting.room_id, session.state) == (uuid(22), uuid(42), state)


def test_a_session_that_was_held_stays_as_it_was_held() -> None:
    stage = closed()
    move_session(moved(), stage.uow())
    assert stage.session().meeting.starts_at == NOON


def test_a_moved_follow_up_is_seen_to_move_in_the_session_it_follows() -> None:
    stage = closed()
    open_session(booked(FOLLOW_UP, LATER - timedelta(days=1), SESSION, FollowUpReason.GOALS), stage.uow())
    move_session(moved(FOLLOW_UP), stage.uow())
    follow_up = stage.session().follow_up
    assert follow_up is not None
    assert (follow_up.starts_at, follow_up.state) == (LATER, "confirmed")


def test_a_move_of_an_earlier_follow_up_does_not_touch_the_present_one() -> None:
    stage = with_follow_up()
    another = LATER + timedelta(days=3)
    open_session(booked(uuid(10), another, SESSION, FollowUpReason.GOALS), stage.uow())
    move_session(moved(FOLLOW_UP), stage.uow())
    cancel_session(called_off(FOLLOW_UP), stage.uow())
    follow_up = stage.session().follow_up
    assert follow_up is not None
    assert (follow_up.appointment_id, follow_up.starts_at, follow_up.state) == (uuid(10), another, "confirmed")


def test_a_cancelled_appointment_calls_its_session_off() -> None:
    assert cancelled().session().state == "cancelled"


def test_a_cancelled_follow_up_leaves_the_session_it_follows_without_one() -> None:
    stage = with_follow_up()
    cancel_session(called_off(FOLLOW_UP), stage.uow())
    follow_up = stage.session().follow_up
    assert follow_up is not None
    assert (follow_up.state, follow_up.appointment_id, follow_up.starts_at) == ("declined", None, None)


def test_a_client_who_did_not_come_leaves_the_session_as_such() -> None:
    stage = planned()
    note_no_show(booking.AppointmentNoShow(SESSION, CLIENT, NOON), stage.uow())
    assert stage.session().state == "no_show"


@pytest.mark.parametrize(("stage", "state"), [(under_way(), "under_way"), (closed(), "closed")])
def test_a_conversation_that_has_begun_is_not_called_off(stage: Stage, state: str) -> None:
    cancel_session(called_off(), stage.uow())
    note_no_show(booking.AppointmentNoShow(SESSION, CLIENT, NOON), stage.uow())
    assert stage.session().state == state


def test_news_of_a_session_unknown_here_is_to_be_heard_again() -> None:
    uow = Stage().uow()
    with pytest.raises(UnknownSession):
        move_session(moved(), uow)
    with pytest.raises(UnknownSession):
        cancel_session(called_off(), uow)
    with pytest.raises(UnknownSession):
        note_no_show(booking.AppointmentNoShow(SESSION, CLIENT, NOON), uow)
