"""A conversation under way, and what session tells of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from services.booking.application.use_cases.apply_session_progress import begin_appointment
from services.booking.application.use_cases.close_without_follow_up import close_without_follow_up
from services.booking.application.use_cases.heed_withdrawn_rating import heed_withdrawn_rating
from services.booking.application.use_cases.propose_follow_up import (
    propose_acute_follow_up,
    propose_requested_follow_up,
)
from services.booking.application.use_cases.show_follow_ups import show_fallen_follow_ups
from shared.contracts.events import booking as events
from shared.contracts.events.session import (
    ClosedWithoutFollowUp,
    FollowUpRequested,
    HighStressDetected,
    StressRatingWithdrawn,
)
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase
from tests.unit.booking.university import University
from tests.unit.booking.university import at as wall

OPEN = (Phase.TIME_USE, Phase.SYNTHESIS)


def under_way(university: University) -> asks.AppointmentView:
    """A conversation on Tuesday at half past nine, ten minutes old."""
    view = university.booked(wall(1, 9, 30))
    university.now = wall(1, 9, 40)
    begin(university, view)
    return view


def begin(university: University, view: asks.AppointmentView) -> None:
    """Its conversation begins now."""
    begin_appointment(university.uow(), view.appointment_id, university.now)


def high_stress(
    university: University,
    view: asks.AppointmentView,
    phases: tuple[Phase, ...] = OPEN,
    cause: Literal["rating", "call"] = "rating",
) -> None:
    event = HighStressDetected(
        session_id=view.appointment_id,
        client_id=view.client_id,
        rating_id=uuid4(),
        detected_at=university.now,
        lecturer_id=view.lecturer_id,
        student_ids=view.student_ids,
        room_id=view.room.room_id,
        open_phases=phases,
        cause=cause,
    )
    propose_acute_follow_up(event, university.uow())


def requested(
    university: University,
    view: asks.AppointmentView,
    reason: FollowUpReason = FollowUpReason.GOALS,
    at: datetime | None = None,
) -> None:
    event = FollowUpRequested(
        session_id=view.appointment_id,
        client_id=view.client_id,
        reason=reason,
        focus=(Phase.CONCLUSIONS,),
        lecturer_id=view.lecturer_id,
        student_ids=view.student_ids,
        requested_at=at or university.now,
    )
    propose_requested_follow_up(event, university.uow())


def proposed(university: University) -> events.FollowUpProposed:
    """The one proposal."""
    (only,) = university.heard(events.FollowUpProposed)
    return only


def closed_without(
    university: University, view: asks.AppointmentView, because: NoFollowUp, *, acute: bool = True
) -> ClosedWithoutFollowUp:
    """The conversation closes without a follow-up agreed on, as a student recorded."""
    event = ClosedWithoutFollowUp(
        session_id=view.appointment_id,
        client_id=view.client_id,
        because=because,
        is_acute=acute,
        lecturer_id=view.lecturer_id,
        student_ids=view.student_ids,
        recorded_by=view.student_ids[0],
        recorded_at=university.now,
    )
    close_without_follow_up(event, university.uow())
    return event


def rating_withdrawn(university: University, view: asks.AppointmentView, *, ends_acute: bool = True) -> None:
    """A student takes a mistyped rating back."""
    event = StressRatingWithdrawn(
        session_id=view.appointment_id,
        client_id=view.client_id,
        rating_id=uuid4(),
        withdrawn_by=view.student_ids[0],
        withdrawn_at=university.now,
        lecturer_id=view.lecturer_id,
        ends_acute=ends_acute,
    )
    heed_withdrawn_rating(event, university.uow())


def fallen(university: University) -> list[tuple[UUID, str]]:
    """What coordinators are to settle."""
    return [(each.follows_id, each.fell_through) for each in show_fallen_follow_ups(university.coordinator)]
