"""The programme's own times: how long a conversation takes, and how far ahead it is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.domain.time_range import TimeRange


@dataclass(frozen=True, slots=True)
class Programme:
    """The times by which conversations are booked; the defaults are the source's and ADR 0010's."""

    conversation: timedelta = timedelta(minutes=90)
    preparation: timedelta = timedelta(minutes=15)
    debrief: timedelta = timedelta(minutes=15)
    offered_every: timedelta = timedelta(minutes=30)
    may_start_every: timedelta = timedelta(minutes=15)
    notice: timedelta = timedelta(hours=2)  # of clients and the public; staff may book at once
    horizon: timedelta = timedelta(days=60)
    acute_within: timedelta = timedelta(days=7)
    follow_up_after: timedelta = timedelta(days=7)
    follow_up_within: timedelta = timedelta(days=42)
    load_within: timedelta = timedelta(days=28)
    students: int = 2  # where two are free; one will do

    def conversation_at(self, starts_at: datetime) -> TimeRange:
        """The client's time."""
        return TimeRange(starts_at, starts_at + self.conversation)

    def busy_at(self, starts_at: datetime) -> TimeRange:
        """The time of students, lecturer and room: preparation and debrief included."""
        return TimeRange(starts_at - self.preparation, starts_at + self.conversation + self.debrief)
