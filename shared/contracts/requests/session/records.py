"""What is recorded in a conversation: stress, time use, notes, the synthesis and goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command
from shared.contracts.requests.fields import DayMinutes, LongText, RequiredText, ShortText, StressLevel, Version
from shared.contracts.requests.session.states import PhaseView
from shared.contracts.vocabulary import Phase, Service, TimeUseKind


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
class Recommendation:
    """Another service that the client is guided to, with a word why."""

    service: Service
    note: ShortText = ""


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
