"""A client's self-assessment: two ratings of each statement, the gaps between them, what is to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from shared.contracts.vocabulary import Language

MOST_CHANGE_TARGETS = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The client's ratings of one statement, 1 to 4 each; either may still be open."""

    item: str
    competence: int | None = None
    importance: int | None = None

    @property
    def gap(self) -> int | None:
        """Importance minus competence, −3 to 3; None while a half is open."""
        if self.competence is None or self.importance is None:
            return None
        return self.importance - self.competence

    def with_halves(self, competence: int | None, importance: int | None) -> Answer:
        """The answer with the given halves replaced; a half that is not given stays."""
        return Answer(
            self.item,
            self.competence if competence is None else competence,
            self.importance if importance is None else importance,
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """One instrument in one session; `version` grows with each change."""

    assessment_id: UUID
    session_id: UUID
    client_id: UUID
    instrument: str
    instrument_version: str
    language: Language
    started_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    change_targets: tuple[str, ...] = ()
    completed_at: datetime | None = None
    version: int = 1

    @property
    def is_completed(self) -> bool:
        """Whether the client has finished; answers stand from then on."""
        return self.completed_at is not None

    @property
    def may_change_language(self) -> bool:
        """Whether no statement has been answered yet, so that none was read in another language."""
        return not self.answers

    def missing(self, items: Sequence[str]) -> tuple[str, ...]:
        """Which of the items lack a rating, in their order."""
        return tuple(item for item in items if self.answer_to(item).gap is None)

    def answer_to(self, item: str) -> Answer:
        """The answer so far, which may be empty."""
        return self.answers.get(item, Answer(item))

    def answered(self, item: str, competence: int | None, importance: int | None) -> Assessment:
        """With these halves of an answer; the same value when they say nothing new."""
        answer = self.answer_to(item).with_halves(competence, importance)
        if answer == self.answer_to(item):
            return self
        return self._changed(answers={**self.answers, item: answer})

    def aiming_at(self, items: tuple[str, ...]) -> Assessment:
        """With these statements as change targets, in the client's order."""
        return self if items == self.change_targets else self._changed(change_targets=items)

    def in_language(self, language: Language) -> Assessment:
        """Shown in this language from now on."""
        return self if language == self.language else self._changed(language=language)

    def completed(self, at: datetime) -> Assessment:
        """Finished at this instant."""
        return self._changed(completed_at=at)

    def _changed(self, **changes: object) -> Assessment:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


def gaps(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Answers that matter more than they succeed: the largest gap first, then the most important, then form order.

    It orders talk, it measures nothing: no sum, no index, no limit is drawn from it.
    """
    open_gaps = [(answer.gap, answer.importance or 0, answer) for answer in answers if (answer.gap or 0) > 0]
    return tuple(answer for _, _, answer in sorted(open_gaps, key=lambda each: (-(each[0] or 0), -each[1])))
