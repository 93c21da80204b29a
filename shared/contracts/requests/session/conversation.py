"""The conversation: who sees what of it, its beginning, its steps, its close and the debrief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.fields import LongText
from shared.contracts.requests.session.records import CircleView, GoalView, Recommendation, StressView, SynthesisView
from shared.contracts.requests.session.states import AlertState, DebriefView, FollowUpState, PhaseView, SessionState
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase


@dataclass(frozen=True, slots=True)
class SessionView:
    """A whole session, for its students, its lecturer and (without all that tells of the client) coordinators."""

    session_id: UUID
    client_id: UUID
    state: SessionState
    kind: Literal["first", "follow_up"]
    starts_at: datetime
    ends_at: datetime
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    room_id: UUID
    phases: tuple[PhaseView, ...]
    stress: tuple[StressView, ...]  # oldest first; the last one that was not withdrawn holds
    circles: tuple[CircleView, ...]
    synthesis: SynthesisView
    goals: tuple[GoalView, ...]
    recommendations: tuple[Recommendation, ...]
    is_acute: bool
    version: int
    started_at: datetime | None = None
    closed_at: datetime | None = None
    assessment_completed_at: datetime | None = None
    alert: AlertState | None = None
    follow_up: FollowUpState | None = None
    debrief: DebriefView | None = None
    follows_id: UUID | None = None
    reason: FollowUpReason | None = None  # not told to coordinators
    focus: tuple[Phase, ...] = ()  # not told to coordinators
    may_undo_start: bool = False  # under way, and nothing of the client's has been recorded since it began


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list."""

    session_id: UUID
    client_id: UUID
    state: SessionState
    starts_at: datetime
    is_acute: bool
    is_debriefed: bool
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    alert: AlertState | None = None


@dataclass(frozen=True, slots=True)
class SummaryView:
    """What the client may see and keep after the conversation."""

    session_id: UUID
    state: SessionState
    starts_at: datetime
    synthesis: SynthesisView | None  # only once agreed
    goals: tuple[GoalView, ...]
    recommendations: tuple[Recommendation, ...]
    circles: tuple[CircleView, ...]
    stress_level: int | None = None
    follow_up: FollowUpState | None = None
    closed_at: datetime | None = None
    stress_is_high: bool = False  # by the threshold of the rating's day


@question("session.session", reply=SessionView)
@dataclass(frozen=True, slots=True)
class Session:
    """One session, for its students, its lecturer, and coordinators (who get no notes, answers or ratings)."""

    session_id: UUID


@question("session.sessions", reply=list[SessionLine])
@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions that start in [from_at, until_at), latest last: coordinators all, others their own."""

    from_at: datetime
    until_at: datetime
    client_id: UUID | None = None


@question("session.awaiting_debrief", reply=list[SessionLine])
@dataclass(frozen=True, slots=True)
class AwaitingDebrief:
    """Closed sessions of the calling lecturer (or student) that have no debrief yet, oldest first."""


@question("session.summary", reply=SummaryView)
@dataclass(frozen=True, slots=True)
class Summary:
    """The client's own view of the session: for its client, students and lecturer."""

    session_id: UUID


@command("session.start_session", reply=SessionView)
@dataclass(frozen=True, slots=True)
class StartSession:
    """The conversation begins; starting again changes nothing."""

    session_id: UUID


@command("session.undo_start", reply=SessionView)
@dataclass(frozen=True, slots=True)
class UndoStart:
    """The start was a mistake; refused as `start_has_record` once anything of the client's was recorded after it."""

    session_id: UUID


@command("session.mark_phase", reply=SessionView)
@dataclass(frozen=True, slots=True)
class MarkPhase:
    """Mark a step as done or open again; steps may be taken out of order."""

    session_id: UUID
    phase: Phase
    is_done: bool


@command("session.call_lecturer", reply=SessionView)
@dataclass(frozen=True, slots=True)
class CallLecturer:
    """Students or lecturer raise the alert while the conversation goes on, without a rating and without a consent."""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class FollowUpWish:
    """A second appointment agreed on: why, and what it is to dwell on."""

    reason: FollowUpReason
    focus: tuple[Phase, ...] = ()


@command("session.close_session", reply=SessionView)
@dataclass(frozen=True, slots=True)
class CloseSession:
    """End the conversation. A second close is refused as `already_closed`.

    An acute one says what becomes of the follow-up (`follow_up_undecided`): it is agreed on, or why there is none.
    """

    session_id: UUID
    follow_up: FollowUpWish | None = None
    recommendations: tuple[Recommendation, ...] = ()
    no_follow_up: NoFollowUp | None = None


@command("session.complete_debrief", reply=DebriefView)
@dataclass(frozen=True, slots=True)
class CompleteDebrief:
    """The supervising lecturer has debriefed with the students."""

    session_id: UUID
    notes: LongText
