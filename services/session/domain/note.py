"""The students' note on one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.vocabulary import Phase


@dataclass(frozen=True, slots=True)
class Note:
    """One version of a note; version 0 is the one that nobody has written yet. Every version is kept."""

    phase: Phase
    text: str = ""
    version: int = 0
    noted_at: datetime | None = None
    noted_by: UUID | None = None

    def rewritten(self, text: str, now: datetime, author_id: UUID | None) -> Note:
        """The next version."""
        return Note(self.phase, text, self.version + 1, now, author_id)
