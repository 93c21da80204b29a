"""A client's own rating of their stress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Rater = Literal["client", "student", "lecturer"]


@dataclass(frozen=True, slots=True)
class StressRating:
    """A rating as it was given, with the version and threshold of the scale of its day; never changed afterwards."""

    rating_id: UUID
    level: int
    rated_at: datetime
    rated_by: Rater
    scale_version: str
    threshold: int

    @property
    def is_high(self) -> bool:
        """Whether the rating made the situation acute."""
        return self.level >= self.threshold
