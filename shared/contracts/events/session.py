"""What session publishes. A session's id is its appointment's id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import event
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase, Service, TimeUseKind


@event("session.started.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The conversation began."""

    session_id: UUID
    client_id: UUID
    started_at: datetime


@event("session.start_undone.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class StartUndone:
    """The conversation had been started by mistake: it has not begun, and may be moved and cancelled again."""

    session_id: UUID
    client_id: UUID
    started_at: datetime  # the start that is undone
    undone_at: datetime


@event("session.stress_rated.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class StressRated:
    """The client rated their stress; the rating itself stays in session."""

    session_id: UUID
    client_id: UUID
    rating_id: UUID
    rated_at: datetime


@event("session.high_stress_detected.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class HighStressDetected:
    """The situation is acute: a rating at or over the programme's threshold was recorded, or help was called.

    `is_beforehand` says that it was given before the conversation had begun: the client is not in the room yet.
    Of a call nothing is known of the client's stress, nothing follows but the alert, and `rating_id` is the call's.
    """

    session_id: UUID
    client_id: UUID
    rating_id: UUID
    detected_at: datetime
    lecturer_id: UUID
    student_ids: tuple[UUID, ...]
    room_id: UUID
    open_phases: tuple[Phase, ...]  # what the conversation has not yet had room for
    is_beforehand: bool = False
    cause: Literal["rating", "call"] = "rating"


@event("session.stress_rating_withdrawn.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class StressRatingWithdrawn:
    """A rating that was recorded by mistake was taken back by a student or the lecturer, and does not count any more.

    `ends_acute` says that no high rating stands any more where one did.
    """

    session_id: UUID
    client_id: UUID
    rating_id: UUID
    withdrawn_by: UUID
    withdrawn_at: datetime
    lecturer_id: UUID
    ends_acute: bool


@event("session.time_use_recorded.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class TimeUseRecorded:
    """A time-use circle that adds up to 24 hours was recorded."""

    session_id: UUID
    client_id: UUID
    kind: TimeUseKind
    recorded_at: datetime


@event("session.synthesis_agreed.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class SynthesisAgreed:
    """The client agreed to what was gathered: the shared understanding is there."""

    session_id: UUID
    client_id: UUID
    agreed_at: datetime


@event("session.goal_set.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class GoalSet:
    """A goal was set with the client."""

    session_id: UUID
    client_id: UUID
    goal_id: UUID
    set_at: datetime


@event("session.follow_up_requested.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class FollowUpRequested:
    """The session closes with a second appointment agreed on, for a reason and with a focus."""

    session_id: UUID
    client_id: UUID
    reason: FollowUpReason
    focus: tuple[Phase, ...]
    lecturer_id: UUID
    student_ids: tuple[UUID, ...]
    requested_at: datetime


@event("session.closed_without_follow_up.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class ClosedWithoutFollowUp:
    """The session closes without a follow-up agreed on: the client declined, none is needed, or nobody decided yet."""

    session_id: UUID
    client_id: UUID
    because: NoFollowUp
    is_acute: bool
    lecturer_id: UUID
    student_ids: tuple[UUID, ...]
    recorded_by: UUID
    recorded_at: datetime


@event("session.service_recommended.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class ServiceRecommended:
    """The client was guided to another service."""

    session_id: UUID
    client_id: UUID
    service: Service
    recommended_at: datetime


@event("session.closed.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class SessionClosed:
    """The conversation ended; the client's summary is ready."""

    session_id: UUID
    client_id: UUID
    started_at: datetime
    closed_at: datetime


@event("session.debrief_completed.v1", subject="session_id")
@dataclass(frozen=True, slots=True)
class DebriefCompleted:
    """The lecturer debriefed with the students."""

    session_id: UUID
    lecturer_id: UUID
    completed_at: datetime
