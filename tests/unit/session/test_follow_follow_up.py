"""The session shows what booking tells of its follow-up, the latest news last."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.session.application.hearing import UnknownSession
from services.session.application.use_cases.apply_consent import client_erased
from services.session.application.use_cases.apply_follow_up import (
    follow_up_declined,
    follow_up_proposed,
    follow_up_unavailable,
)
from services.session.domain.follow_up import FollowUp
from shared.contracts.events import booking
from shared.contracts.requests.session import FollowUpState
from shared.contracts.vocabulary import FollowUpReason, Phase, ShownReason
from tests.unit.session.stage import CLIENT, FOLLOW_UP, NOON, ROOM, SESSION, Stage, under_way, uuid

SOON = NOON + timedelta(days=2)


def proposed(at: datetime, appointment_id: UUID = FOLLOW_UP) -> booking.FollowUpProposed:
    return booking.FollowUpProposed(
        appointment_id=appointment_id,
        follows_id=SESSION,
        client_id=CLIENT,
        reason=FollowUpReason.HIGH_STRESS,
        focus=(Phase.CONCLUSIONS, Phase.SYNTHESIS),
        starts_at=SOON,
        ends_at=SOON + timedelta(minutes=90),
        student_ids=(uuid(11),),
        lecturer_id=uuid(21),
        room_id=ROOM,
        proposed_at=at,
    )


def unavailable(at: datetime) -> booking.FollowUpUnavailable:
    reason, focus = FollowUpReason.HIGH_STRESS, (Phase.SYNTHESIS,)
    return booking.FollowUpUnavailable(SESSION, CLIENT, reason, focus, uuid(21), 1, at)


def declined(at: datetime, appointment_id: UUID = FOLLOW_UP) -> booking.FollowUpDeclined:
    return booking.FollowUpDeclined(appointment_id, SESSION, CLIENT, at)


def shown(stage: Stage) -> FollowUpState:
    follow_up = stage.view().follow_up
    assert follow_up is not None
    return follow_up


def test_a_proposed_time_is_shown_with_its_reason_and_focus_in_order() -> None:
    stage = under_way()
    follow_up_proposed(proposed(NOON), stage.uow())
    assert shown(stage) == FollowUpState(
        "proposed", ShownReason.HIGH_STRESS, (Phase.SYNTHESIS, Phase.CONCLUSIONS), FOLLOW_UP, SOON
    )


def test_without_a_time_the_client_is_shown_to_wait() -> None:
    stage = under_way()
    follow_up_unavailable(unavailable(NOON), stage.uow())
    assert (shown(stage).state, shown(stage).appointment_id) == ("waiting", None)


def test_a_time_found_later_replaces_the_wait() -> None:
    stage = under_way()
    follow_up_unavailable(unavailable(NOON), stage.uow())
    follow_up_proposed(proposed(NOON + timedelta(hours=1)), stage.uow())
    assert shown(stage).state == "proposed"


@given(st.integers(1, 10_000))
def test_older_news_that_arrives_late_changes_nothing(seconds: int) -> None:
    stage = under_way()
    follow_up_proposed(proposed(NOON), stage.uow())
    follow_up_unavailable(unavailable(NOON - timedelta(seconds=seconds)), stage.uow())
    assert shown(stage).state == "proposed"


def test_news_of_the_same_instant_is_news() -> None:
    stage = under_way()
    follow_up_unavailable(unavailable(NOON), stage.uow())
    follow_up_proposed(proposed(NOON), stage.uow())
    assert shown(stage).state == "proposed"


def test_a_declined_time_is_shown_as_declined_and_free() -> None:
    stage = under_way()
    follow_up_proposed(proposed(NOON), stage.uow())
    follow_up_declined(declined(NOON + timedelta(hours=1)), stage.uow())
    assert (shown(stage).state, shown(stage).appointment_id, shown(stage).starts_at) == ("declined", None, None)


def test_declining_another_time_than_the_one_held_changes_nothing() -> None:
    stage = under_way()
    follow_up_proposed(proposed(NOON), stage.uow())
    follow_up_declined(declined(NOON + timedelta(hours=1), uuid(77)), stage.uow())
    assert shown(stage).state == "proposed"


def test_declining_where_nothing_was_arranged_changes_nothing() -> None:
    stage = under_way()
    follow_up_declined(declined(NOON), stage.uow())
    assert stage.view().follow_up is None


def test_nothing_is_shown_of_an_erased_client() -> None:
    stage = under_way()
    client_erased(booking.ClientErased(CLIENT, NOON), stage.uow())
    follow_up_proposed(proposed(NOON), stage.uow())
    follow_up_unavailable(unavailable(NOON), stage.uow())
    assert stage.view().follow_up is None


def test_news_of_a_session_unknown_here_is_to_be_heard_again() -> None:
    uow = Stage().uow()
    with pytest.raises(UnknownSession):
        follow_up_proposed(proposed(NOON), uow)
    with pytest.raises(UnknownSession):
        follow_up_unavailable(unavailable(NOON), uow)
    with pytest.raises(UnknownSession):
        follow_up_declined(declined(NOON), uow)


@pytest.mark.parametrize(
    ("state", "is_arranged"),
    [("requested", False), ("proposed", True), ("waiting", True), ("confirmed", True), ("declined", False)],
)
def test_booking_arranges_what_is_held_booked_or_waited_for(state: str, is_arranged: bool) -> None:
    assert FollowUp(state, FollowUpReason.GOALS, ()).is_arranged == is_arranged  # type: ignore[arg-type]
