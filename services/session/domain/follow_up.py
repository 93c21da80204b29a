"""How the second appointment stands, as seen from the session it follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase

FollowUpName = Literal["requested", "proposed", "waiting", "confirmed", "declined"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Why the conversation closed without a follow-up agreed on, by whom it was recorded and when."""

    because: NoFollowUp
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up; `told_at` is the time of the latest news from booking, so that older news changes nothing."""

    state: FollowUpName
    reason: FollowUpReason
    focus: tuple[Phase, ...]
    appointment_id: UUID | None = None
    starts_at: datetime | None = None
    told_at: datetime | None = None
    decision: Decision | None = None

    @property
    def is_arranged(self) -> bool:
        """Whether booking already holds, has booked or looks for a time."""
        return self.state in ("proposed", "waiting", "confirmed")

    def is_news(self, told_at: datetime) -> bool:
        """Whether something that happened in booking at this time is not older than what is known."""
        return self.told_at is None or told_at >= self.told_at

    def about(self, reason: FollowUpReason, focus: tuple[Phase, ...]) -> FollowUp:
        """The same follow-up for another reason, as booking keeps it too."""
        return replace(self, reason=reason, focus=focus)

    def moved(self, appointment_id: UUID, starts_at: datetime) -> FollowUp:
        """The same follow-up at another time, if this is its appointment."""
        return replace(self, starts_at=starts_at) if appointment_id == self.appointment_id else self

    def decided(self, decision: Decision) -> FollowUp:
        """With what was decided at the close; it ends unless that was left open. Older news of a time is no news."""
        if decision.because is NoFollowUp.UNDECIDED:
            return replace(self, decision=decision)
        return replace(
            self, state="declined", appointment_id=None, starts_at=None, told_at=decision.at, decision=decision
        )

    def ended(self, now: datetime) -> FollowUp:
        """Booking looks for no time any more."""
        return replace(self, state="declined", appointment_id=None, starts_at=None, told_at=now)

    def declined(self, appointment_id: UUID, now: datetime) -> FollowUp:
        """Given up, if this is its appointment: another one may have been arranged since."""
        if appointment_id != self.appointment_id:
            return self
        return replace(self, state="declined", appointment_id=None, starts_at=None, told_at=now)
