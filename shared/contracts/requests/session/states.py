"""How the parts of a conversation stand: its steps, its alert, its follow-up, its debrief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.vocabulary import NoFollowUp, Phase, ShownReason

SessionState = Literal["planned", "under_way", "closed", "cancelled", "no_show"]


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
class DebriefView:
    """The lecturer's debrief with the students."""

    notes: str
    completed_at: datetime
    lecturer_id: UUID
