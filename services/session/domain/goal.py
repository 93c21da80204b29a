"""A goal and the actions towards it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Goal:
    """One revision of a goal, the first being 1; a goal that was taken back is kept as removed."""

    goal_id: UUID
    text: str
    actions: tuple[str, ...] = ()
    revision: int = 1
    is_removed: bool = False

    def reworded(self, text: str, actions: tuple[str, ...]) -> Goal:
        """The next revision, in other words."""
        return Goal(self.goal_id, text, actions, self.revision + 1)

    def removed(self) -> Goal:
        """The next revision, taken back."""
        return replace(self, revision=self.revision + 1, is_removed=True)
