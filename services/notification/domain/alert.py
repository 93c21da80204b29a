"""The lecturer's alert: raised at once, repeated every minute, escalated after three, open until someone takes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

REPEAT_EVERY = timedelta(seconds=60)
ESCALATE_AFTER = timedelta(minutes=3)
MOST_ROUNDS = 10  # since the latest rating; after that the alert stays open in silence on every page


@dataclass(frozen=True, slots=True)
class Alert:
    """An acute situation that a lecturer is called to."""

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

    @property
    def is_open(self) -> bool:
        """Whether nobody has taken it on yet, and it was not a mistake."""
        return self.acknowledged_at is None and self.withdrawn_at is None

    @property
    def is_escalated(self) -> bool:
        """Whether the coordinators are called too."""
        return self.escalated_at is not None

    def must_repeat(self, now: datetime) -> bool:
        """Whether its next round is due."""
        return self.is_open and self.next_at is not None and self.next_at <= now

    def must_escalate(self, now: datetime) -> bool:
        """Whether it has gone unanswered for too long."""
        return self.is_open and not self.is_escalated and now - self.opened_at >= ESCALATE_AFTER

    def repeated(self, now: datetime) -> Alert:
        """The next round; the last one names no time for another."""
        return self._called(now, self.rounds_since_rating + 1)

    def raised_again(self, now: datetime) -> Alert:
        """Another high rating while it is open: a round at once, and the rounds count anew."""
        return replace(self._called(now, 1), coordinators_told_at=None)

    def escalated(self, now: datetime) -> Alert:
        """The coordinators are called."""
        return replace(self, escalated_at=now)

    def acknowledged(self, by: UUID, now: datetime) -> Alert:
        """Somebody took it on; only the first one counts."""
        if not self.is_open:
            return self
        return replace(self, acknowledged_at=now, acknowledged_by=by, next_at=None)

    def withdrawn(self, by: UUID, at: datetime) -> Alert:
        """It rested on a mistake: nobody is called any more."""
        return replace(self, withdrawn_at=at, withdrawn_by=by, next_at=None)

    def _called(self, now: datetime, rounds: int) -> Alert:
        following = now + REPEAT_EVERY if rounds < MOST_ROUNDS else None
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
    )
