"""What session can be asked: the eight steps of a conversation, its closing, its debrief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.fields import DayMinutes, LongText, RequiredText, ShortText, StressLevel, Version
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase, Service, ShownReason, TimeUseKind

SessionState = Literal["planned", "under_way", "closed", "cancelled", "no_show"]

# ---- views -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhaseView:
    """One of the eight steps: whether it is done, and the students' note on it."""

    phase: Phase
    is_done: bool
    note: str
    note_version: int  # send it back with the next note, so that two writers do not overwrite each other
    noted_at: datetime | None = None
    noted_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class StressView:
    """A rating as it was given, with the scale's version and threshold of its day."""

    rating_id: UUID
    level: int
    is_high: bool
    rated_at: datetime
    rated_by: Literal["client", "student", "lecturer"]
    scale_version: str
    threshold: int
    withdrawn_at: datetime | None = None  # taken back as a mistake: it does not count
    withdrawn_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class CircleView:
    """A time-use circle: minutes of an average day in three activities, together 1440."""

    kind: TimeUseKind
    productive_minutes: int
    leisure_minutes: int
    self_care_minutes: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SynthesisView:
    """What was gathered and, once `agreed_at` is set, is shared by the client."""

    strengths: tuple[str, ...]
    resources: tuple[str, ...]
    challenges: tuple[str, ...]
    change_targets: tuple[str, ...]
    version: int
    agreed_at: datetime | None = None
    written_at: datetime | None = None
    written_by: UUID | None = None  # not told to the client


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal and the actions towards it."""

    goal_id: UUID
    text: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertState:
    """How the alert about an acute situation stands, as seen in the session.

    `acknowledged` is an answer for all; a coordinator (the first) who answered for themselves is in `coordinator_by`.
    """

    state: Literal["raised", "alerted", "unanswered", "acknowledged"]
    detected_at: datetime
    alerted_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    is_beforehand: bool = False  # raised before the conversation had begun
    acknowledged_as: Literal["lecturer", "coordinator"] | None = None
    is_taken_over: bool = False
    coordinator_at: datetime | None = None
    coordinator_by: UUID | None = None
    calls_have_ended: bool = False  # nobody is called any more by itself, though it is not settled


@dataclass(frozen=True, slots=True)
class FollowUpState:
    """How the follow-up stands, as seen in the session."""

    state: Literal["requested", "proposed", "waiting", "confirmed", "declined"]
    reason: ShownReason
    focus: tuple[Phase, ...]
    appointment_id: UUID | None = None
    starts_at: datetime | None = None
    decided: NoFollowUp | None = None  # at the close; told to staff alone
    decided_by: UUID | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Another service that the client is guided to, with a word why."""

    service: Service
    note: ShortText = ""


@dataclass(frozen=True, slots=True)
class DebriefView:
    """The lecturer's debrief with the students."""

    notes: str
    completed_at: datetime
    lecturer_id: UUID


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


# ---- questions ---------------------------------------------------------------------------------


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


# ---- commands ----------------------------------------------------------------------------------


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


@command("session.write_note", reply=PhaseView)
@dataclass(frozen=True, slots=True)
class WriteNote:
    """Keep the students' note on a step; refused as `note_changed` if `base_version` is not the latest."""

    session_id: UUID
    phase: Phase
    text: LongText
    base_version: Version


@command("session.rate_stress", reply=StressView)
@dataclass(frozen=True, slots=True)
class RateStress:
    """The client's rating, 1 to 5, by the client's own phone or the students' hand; kept, never replaced.

    Clients rate once a minute at most (`rated_just_now`), and before the conversation only by a link that reached them
    by mail or from staff (`link_unconfirmed`).
    """

    session_id: UUID
    level: StressLevel


@command("session.call_lecturer", reply=SessionView)
@dataclass(frozen=True, slots=True)
class CallLecturer:
    """Students or lecturer raise the alert while the conversation goes on, without a rating and without a consent."""

    session_id: UUID


@command("session.withdraw_rating", reply=StressView)
@dataclass(frozen=True, slots=True)
class WithdrawRating:
    """A student or the lecturer takes back a rating that was recorded by mistake; again changes nothing.

    It stays in the record as withdrawn. Where no high rating is left the conversation is not acute any more; the alert
    says so until it is acknowledged, and a proposed follow-up stays until a person decides.
    """

    session_id: UUID
    rating_id: UUID


@command("session.record_time_use", reply=CircleView)
@dataclass(frozen=True, slots=True)
class RecordTimeUse:
    """One of the three circles; refused as `circle_not_24_hours` unless the minutes add up to 1440."""

    session_id: UUID
    kind: TimeUseKind
    productive_minutes: DayMinutes
    leisure_minutes: DayMinutes
    self_care_minutes: DayMinutes


@command("session.write_synthesis", reply=SynthesisView)
@dataclass(frozen=True, slots=True)
class WriteSynthesis:
    """Gather strengths, resources, challenges and change targets; a change after agreement needs agreement anew."""

    session_id: UUID
    strengths: tuple[RequiredText, ...]
    resources: tuple[RequiredText, ...]
    challenges: tuple[RequiredText, ...]
    change_targets: tuple[RequiredText, ...]
    base_version: Version


@command("session.agree_synthesis", reply=SynthesisView)
@dataclass(frozen=True, slots=True)
class AgreeSynthesis:
    """The client agrees to the synthesis of this version."""

    session_id: UUID
    version: Version


@command("session.set_goal", reply=GoalView)
@dataclass(frozen=True, slots=True)
class SetGoal:
    """Set a goal with its actions, or change the one of `goal_id`. Needs an agreed synthesis."""

    session_id: UUID
    text: RequiredText
    actions: tuple[RequiredText, ...] = ()
    goal_id: UUID | None = None


@command("session.remove_goal", reply=None)
@dataclass(frozen=True, slots=True)
class RemoveGoal:
    """Take a goal back before the session is closed."""

    session_id: UUID
    goal_id: UUID


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
