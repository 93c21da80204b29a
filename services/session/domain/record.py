"""All that was said and written in a session; each part is appended to, and the latest of it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis
from services.session.domain.time_use import Circle
from shared.contracts.vocabulary import Phase, Service


@dataclass(frozen=True, slots=True)
class Recommended:
    """Another service that the client was guided to, with a word why."""

    service: Service
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What holds now: all ratings, the latest circle of each kind, note of each step and revision of each goal."""

    ratings: tuple[StressRating, ...] = ()  # oldest first
    circles: tuple[Circle, ...] = ()  # in the order of their kinds
    notes: Mapping[Phase, Note] = field(default_factory=dict)
    synthesis: Synthesis = field(default_factory=Synthesis)
    goals: tuple[Goal, ...] = ()  # in the order they were set; none that was taken back
    recommendations: tuple[Recommended, ...] = ()

    def has_anything_since(self, instant: datetime) -> bool:
        """Whether anything of the client's that holds now was recorded at the instant or after it."""
        told = [rating.rated_at for rating in self.ratings] + [circle.recorded_at for circle in self.circles]
        is_written = any(note.text.strip() for note in self.notes.values()) or not self.synthesis.gathered.is_empty
        return is_written or bool(self.goals) or any(at >= instant for at in told)

    @property
    def standing(self) -> tuple[StressRating, ...]:
        """The ratings that count: all but those that were taken back, oldest first."""
        return tuple(rating for rating in self.ratings if rating.withdrawn_at is None)

    def note(self, phase: Phase) -> Note:
        """The note on a step, empty and of version 0 where nobody has written one."""
        return self.notes.get(phase, Note(phase))
