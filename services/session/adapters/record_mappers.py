"""Turns the rows of a record into its parts."""

from __future__ import annotations

from sqlalchemy import RowMapping

from services.session.domain.goal import Goal
from services.session.domain.note import Note
from services.session.domain.stress_rating import StressRating
from services.session.domain.synthesis import Synthesis, SynthesisContent
from services.session.domain.time_use import Circle, DayParts
from shared.contracts.vocabulary import Phase, TimeUseKind


def rating_of(row: RowMapping) -> StressRating:
    """The rating of a row of `stress_ratings`."""
    return StressRating(
        rating_id=row["rating_id"],
        level=row["level"],
        rated_at=row["rated_at"],
        rated_by=row["rated_by"],
        scale_version=row["scale_version"],
        threshold=row["threshold"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_by=row["withdrawn_by"],
    )


def circle_of(row: RowMapping) -> Circle:
    """The circle of a row of `circles`."""
    parts = DayParts(row["productive_minutes"], row["leisure_minutes"], row["self_care_minutes"])
    return Circle(TimeUseKind(row["kind"]), parts, row["recorded_at"])


def note_of(row: RowMapping) -> Note:
    """The note of a row of `note_revisions`."""
    return Note(Phase(row["phase"]), row["text"], row["version"], row["noted_at"], row["noted_by"])


def synthesis_of(row: RowMapping) -> Synthesis:
    """The synthesis of a row of `synthesis_revisions`."""
    gathered = SynthesisContent(
        strengths=tuple(row["strengths"]),
        resources=tuple(row["resources"]),
        challenges=tuple(row["challenges"]),
        change_targets=tuple(row["change_targets"]),
    )
    return Synthesis(gathered, row["version"], row["agreed_at"], row["written_at"], row["written_by"])


def goal_of(row: RowMapping) -> Goal:
    """The goal of a row of `goal_revisions`."""
    return Goal(row["goal_id"], row["text"], tuple(row["actions"]), row["revision"], row["is_removed"])
