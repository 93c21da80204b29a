"""Who belongs to a session, and what its client has agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session as assessment knows it: its people, and whether it is still to be."""

    session_id: UUID
    client_id: UUID
    student_ids: tuple[UUID, ...]
    lecturer_id: UUID
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client's consent allows: `withdrawn_at` stops new answers, `erased_at` has forgotten all."""

    client_id: UUID
    withdrawn_at: datetime | None = None
    erased_at: datetime | None = None
