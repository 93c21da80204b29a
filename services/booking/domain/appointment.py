"""An appointment: its time, its people, and the states that it may pass through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from services.booking.domain.roster import Team
from services.booking.domain.time_range import TimeRange
from shared.contracts.vocabulary import FollowUpReason, Phase


class State(StrEnum):
    """Where an appointment stands."""

    HELD = "held"  # a follow-up's time, until somebody confirms it
    BOOKED = "booked"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    CANCELLED = "cancelled"  # also a held time that passed without a word
    NO_SHOW = "no_show"
    DECLINED = "declined"


# A conversation that is under way has begun, whatever was marked before: the last two rows follow the session.
TRANSITIONS: dict[State, frozenset[State]] = {
    State.HELD: frozenset({State.BOOKED, State.DECLINED, State.CANCELLED}),
    State.BOOKED: frozenset({State.UNDER_WAY, State.COMPLETED, State.CANCELLED, State.NO_SHOW}),
    State.UNDER_WAY: frozenset({State.COMPLETED}),  # and back, where the start was a mistake: see `not_begun`
    State.COMPLETED: frozenset(),
    State.DECLINED: frozenset(),
    State.CANCELLED: frozenset({State.UNDER_WAY, State.COMPLETED}),
    State.NO_SHOW: frozenset({State.UNDER_WAY, State.COMPLETED}),
}
OPEN = frozenset({State.HELD, State.BOOKED})
OCCUPYING = OPEN | {State.UNDER_WAY, State.COMPLETED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One meeting of a client with a team; `busy` is the conversation with preparation and debrief around it."""

    id: UUID
    client_id: UUID
    state: State
    conversation: TimeRange
    busy: TimeRange
    team: Team
    follows_id: UUID | None = None
    reason: FollowUpReason | None = None
    focus: tuple[Phase, ...] = ()
    version: int = 1
    begun_at: datetime | None = None  # the latest start of its session that was heard of
    begun_from: State | None = None  # where it stood at that start

    @property
    def starts_at(self) -> datetime:
        """When the client is expected."""
        return self.conversation.starts_at

    @property
    def ends_at(self) -> datetime:
        """When the conversation ends."""
        return self.conversation.ends_at

    @property
    def kind(self) -> Literal["first", "follow_up"]:
        """Whether it follows another."""
        return "follow_up" if self.follows_id else "first"

    @property
    def is_open(self) -> bool:
        """Whether it may still be moved, cancelled or declined."""
        return self.state in OPEN

    @property
    def occupies(self) -> bool:
        """Whether its people and room are taken by it."""
        return self.state in OCCUPYING

    def is_ahead(self, now: datetime) -> bool:
        """Whether the meeting is still to be, or going on."""
        return self.state is State.UNDER_WAY or (self.is_open and now < self.ends_at)

    @property
    def has_met(self) -> bool:
        """Whether the time for meeting has been used: the conversation began, or the client did not come."""
        return self.state in (State.UNDER_WAY, State.COMPLETED, State.NO_SHOW)

    def is_early(self, now: datetime) -> bool:
        """Whether the conversation began before its time."""
        return self.has_begun and now < self.starts_at

    @property
    def has_begun(self) -> bool:
        """Whether the conversation has begun, and may be over."""
        return self.state in (State.UNDER_WAY, State.COMPLETED)

    def may_become(self, state: State) -> bool:
        """Whether this state may follow the present one."""
        return state in TRANSITIONS[self.state]

    def turned(self, state: State) -> Appointment:
        """The appointment in its next state; ValueError where that may not follow."""
        if not self.may_become(state):
            raise ValueError(f"{self.state} cannot become {state}")
        return replace(self, state=state, version=self.version + 1)

    def begun(self, started_at: datetime) -> Appointment:
        """The appointment whose session started then; ValueError where it may not begin."""
        return replace(self.turned(State.UNDER_WAY), begun_at=started_at, begun_from=self.state)

    def not_begun(self, started_at: datetime) -> Appointment:
        """The appointment under way whose start of then was a mistake: it stands where it stood before."""
        stood = self.begun_from or State.BOOKED
        return replace(self, state=stood, begun_at=started_at, begun_from=None, version=self.version + 1)

    def moved(self, conversation: TimeRange, busy: TimeRange, team: Team) -> Appointment:
        """The appointment at another time, with the team that it has there."""
        return replace(self, conversation=conversation, busy=busy, team=team, version=self.version + 1)

    def about(self, reason: FollowUpReason, focus: tuple[Phase, ...]) -> Appointment:
        """The follow-up with another reason and focus."""
        return replace(self, reason=reason, focus=focus, version=self.version + 1)
