"""The lecturer's alert: raised at once, repeated every minute, escalated after three, open until it is settled.

The lecturer's acknowledgement settles it, and so does a coordinator who takes it over by name. A coordinator's
acknowledgement is for that coordinator alone: the lecturer is still called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.notification.domain.appointment import Conversation

REPEAT_EVERY = timedelta(seconds=60)
ESCALATE_AFTER = timedelta(minutes=3)
MAX_ROUNDS = 10  # since the latest rating; the last call says that it is the last, and the coordinators are told so
RELIEF_SHOWN = timedelta(minutes=30)  # for so long those who were relieved read by whom

Stage = Literal["before", "now", "over", "off"]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A coordinator has acknowledged, for themselves."""

    person_id: UUID
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """An acute situation that a lecturer is called to; `acknowledged_at` and `_by` are of whoever settled it."""

    alert_id: UUID
    session_id: UUID
    lecturer_id: UUID
    room_id: UUID
    student_ids: tuple[UUID, ...]
    correlation_id: str
    detected_at: datetime
    opened_at: datetime
    alerted_at: datetime
    round: int = 1
    rounds_since_rating: int = 1
    next_at: datetime | None = None
    escalated_at: datetime | None = None
    coordinators_told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: UUID | None = None
    traceparent: str | None = None  # of the work that opened it
    withdrawn_at: datetime | None = None  # the rating was a mistake, and was taken back
    withdrawn_by: UUID | None = None
    is_beforehand: bool = False  # the latest rating was given before the conversation had begun
    is_taken_over: bool = False
    asks_since: datetime | None = None  # what coordinators acknowledged before this was an earlier call
    acknowledgements: tuple[Acknowledgement, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is not settled yet, and was not a mistake."""
        return self.acknowledged_at is None and self.withdrawn_at is None

    @property
    def is_escalated(self) -> bool:
        """Whether the coordinators are called too."""
        return self.escalated_at is not None

    @property
    def calls_have_ended(self) -> bool:
        """Whether nobody is called any more by itself, though it is not settled."""
        return self.is_open and self.next_at is None

    def waits_for(self, person_id: UUID | None) -> bool:
        """Whether this lecturer or coordinator has not answered the latest call yet."""
        since = self.asks_since or self.opened_at
        answered = {each.person_id for each in self.acknowledgements if each.acknowledged_at >= since}
        return self.is_open and person_id not in answered

    def stage(self, conversation: Conversation) -> Stage:
        """What it calls to: a client who is not there yet, a room now, a conversation that ended, or one called off."""
        match conversation:
            case "closed":
                return "over"
            case "called_off":
                return "off"
            case "booked" if self.is_beforehand:
                return "before"
            case _:
                return "now"

    def must_repeat(self, now: datetime) -> bool:
        """Whether its next round is due."""
        return self.is_open and self.next_at is not None and self.next_at <= now

    def must_escalate(self, now: datetime) -> bool:
        """Whether it has gone unanswered for too long."""
        return self.is_open and not self.is_escalated and now - self.opened_at >= ESCALATE_AFTER

    def repeated(self, now: datetime) -> Alert:
        """The next round; the last one names no time for another, and asks the coordinators anew."""
        rounds = self.rounds_since_rating + 1
        return self._called(now, rounds) if rounds < MAX_ROUNDS else self.called_last(now)

    def called_anew(self, now: datetime) -> Alert:
        """What it calls to has changed while it is open: a round at once, the rounds count anew, all are asked anew."""
        return replace(self._called(now, 1), coordinators_told_at=None, asks_since=now)

    def called_last(self, now: datetime) -> Alert:
        """One more round, and none after it by itself; the coordinators are told so."""
        return replace(self._called(now, MAX_ROUNDS), coordinators_told_at=None, asks_since=now)

    def escalated(self, now: datetime) -> Alert:
        """The coordinators are called."""
        return replace(self, escalated_at=now, asks_since=now)

    def acknowledged(self, by: UUID, now: datetime) -> Alert:
        """The lecturer answers, which settles it; only the first one counts."""
        if not self.is_open:
            return self
        return replace(self, acknowledged_at=now, acknowledged_by=by, next_at=None)

    def withdrawn(self, by: UUID, at: datetime) -> Alert:
        """It rested on a mistake: nobody is called any more."""
        return replace(self, withdrawn_at=at, withdrawn_by=by, next_at=None)

    def taken_over(self, by: UUID, now: datetime) -> Alert:
        """A coordinator takes it over by name, which settles it; only the first one counts."""
        return replace(self.acknowledged(by, now), is_taken_over=True) if self.is_open else self

    def acknowledged_for_oneself(self, by: UUID, now: datetime) -> Alert:
        """A coordinator answers for themselves; the others are still called."""
        if not self.waits_for(by):
            return self
        return replace(self, acknowledgements=(*self.acknowledgements, Acknowledgement(by, now)))

    def _called(self, now: datetime, rounds: int) -> Alert:
        following = now + REPEAT_EVERY if rounds < MAX_ROUNDS else None
        return replace(self, round=self.round + 1, rounds_since_rating=rounds, alerted_at=now, next_at=following)


def open_alert(
    alert_id: UUID,
    session_id: UUID,
    lecturer_id: UUID,
    room_id: UUID,
    student_ids: tuple[UUID, ...],
    correlation_id: str,
    detected_at: datetime,
    now: datetime,
    traceparent: str | None = None,
    *,
    is_beforehand: bool = False,
) -> Alert:
    """A new alert in its first round."""
    return Alert(
        alert_id=alert_id,
        session_id=session_id,
        lecturer_id=lecturer_id,
        room_id=room_id,
        student_ids=student_ids,
        correlation_id=correlation_id,
        detected_at=detected_at,
        opened_at=now,
        alerted_at=now,
        next_at=now + REPEAT_EVERY,
        traceparent=traceparent,
        is_beforehand=is_beforehand,
        asks_since=now,
    )
