"""The synthesis: what the students heard, shared until the client agrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SynthesisContent:
    """Strengths, resources, challenges and change targets, each in the client's words."""

    strengths: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    change_targets: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing yet to agree to."""
        return not (self.strengths or self.resources or self.challenges or self.change_targets)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """One version of the synthesis; agreement belongs to a version, so the next one starts without it."""

    gathered: SynthesisContent = SynthesisContent()
    version: int = 0
    agreed_at: datetime | None = None
    written_at: datetime | None = None
    written_by: UUID | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether the client and the students share this understanding."""
        return self.agreed_at is not None

    def rewritten(self, gathered: SynthesisContent, now: datetime, author_id: UUID | None) -> Synthesis:
        """The next version, not agreed to yet."""
        return Synthesis(gathered, self.version + 1, None, now, author_id)

    def agreed(self, now: datetime) -> Synthesis:
        """This version, agreed to; an earlier agreement to it stands."""
        return self if self.is_agreed else replace(self, agreed_at=now)
