"""A conversation under way, and what session tells of it."""

from __future__ import annotations

from typing import Literal
from uuid import uuid4

from services.booking.application.follow_session import begin_appointment
from services.booking.application.propose_follow_up import propose_acute_follow_up, propose_requested_follow_up
from shared.contracts.events import booking as events
from shared.contracts.events.session import FollowUpRequested, HighStressDetected
from shared.contracts.requests import booking as asks
from shared.contracts.vocabulary import FollowUpReason, Phase
from tests.unit.booking.university import University, at

OPEN = (Phase.TIME_USE, Phase.SYNTHESIS)


def under_way(university: University) -> asks.AppointmentView:
    """A conversation on Tuesday at half past nine, ten minutes old."""
    view = university.booked(at(1, 9, 30))
    university.now = at(1, 9, 40)
    begin_appointment(university.desk(), view.appointment_id, university.now)
    return view


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
    propose_acute_follow_up(university.desk(), event)


def requested(
    university: University, view: asks.AppointmentView, reason: FollowUpReason = FollowUpReason.GOALS
) -> None:
    event = FollowUpRequested(
        session_id=view.appointment_id,
        client_id=view.client_id,
        reason=reason,
        focus=(Phase.CONCLUSIONS,),
        lecturer_id=view.lecturer_id,
        student_ids=view.student_ids,
        requested_at=university.now,
    )
    propose_requested_follow_up(university.desk(), event)


def proposed(university: University) -> events.FollowUpProposed:
    """The one proposal."""
    (only,) = university.heard(events.FollowUpProposed)
    return only
