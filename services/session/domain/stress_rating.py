"""A client's own rating of their stress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Rater = Literal["client", "student", "lecturer"]

OWN_RATING_EVERY = timedelta(minutes=1)  # a client's own; students and lecturer correct mistakes at once


@dataclass(frozen=True, slots=True)
class StressRating:
    """A rating as it was given, with the version and threshold of the scale of its day; never changed afterwards.

    One that was recorded by mistake is withdrawn, and stays in the record as that.
    """

    rating_id: UUID
    level: int
    rated_at: datetime
    rated_by: Rater
    scale_version: str
    threshold: int
    withdrawn_at: datetime | None = None
    withdrawn_by: UUID | None = None

    @property
    def is_high(self) -> bool:
        """Whether the rating made the situation acute."""
        return self.level >= self.threshold

    def withdrawn(self, by: UUID, at: datetime) -> StressRating:
        """The same rating, taken back."""
        return replace(self, withdrawn_by=by, withdrawn_at=at)


def next_own_rating_at(ratings: Sequence[StressRating]) -> datetime | None:
    """From when on the client may rate by their own hand again; none where they have not yet."""
    own = [rating.rated_at for rating in ratings if rating.rated_by == "client"]
    return own[-1] + OWN_RATING_EVERY if own else None
