"""Who belongs to a session, and what its client has agreed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionParticipants:
    """A session as assessment knows it: its people, and whether it is still to be."""

    session_id: UUID
    client_id: UUID
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ClientConsent:
    """What a client's consent allows: nothing before `given_at` nor since `withdrawn_at`; `erased_at` forgot all."""

    client_id: UUID
    withdrawn_at: datetime | None = None
    erased_at: datetime | None = None
    given_at: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether the client took the consent back, and has not given it anew."""
        if self.withdrawn_at is None:
            return False
        return self.given_at is None or self.given_at < self.withdrawn_at

    def consenting(self, at: datetime) -> ClientConsent:
        """A consent was given then; an earlier one that is told late changes nothing."""
        return replace(self, given_at=max(filter(None, (self.given_at, at))))

    def withdrawing(self, at: datetime) -> ClientConsent:
        """It was taken back then."""
        return replace(self, withdrawn_at=max(filter(None, (self.withdrawn_at, at))))
