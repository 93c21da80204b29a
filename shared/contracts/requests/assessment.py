"""What assessment can be asked: instruments, and the client's self-assessment in a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.contracts.registry import command, question
from shared.contracts.requests.fields import RequiredText, ScaleValue
from shared.contracts.vocabulary import Language

# ---- views -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemView:
    """One statement of an instrument."""

    item: str  # its code, the same in every language
    text: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A group of statements."""

    section: str
    title: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """A value of a scale and its words."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """An instrument in one language."""

    instrument: str
    version: str
    language: Language
    languages: tuple[Language, ...]
    title: str
    introduction: str
    competence_question: str
    importance_question: str
    competence_scale: tuple[ScaleStep, ...]
    importance_scale: tuple[ScaleStep, ...]
    sections: tuple[SectionView, ...]
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The client's answer to one statement; `gap` is importance minus competence where both are given."""

    item: str
    competence: int | None = None
    importance: int | None = None
    gap: int | None = None


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """A self-assessment with its form, the answers so far, the gaps (largest first) and the chosen change targets."""

    assessment_id: UUID
    session_id: UUID
    client_id: UUID
    state: Literal["open", "completed"]
    form: InstrumentView
    answers: tuple[AnswerView, ...]
    gaps: tuple[AnswerView, ...]  # those with gap > 0, largest gap first, then most important first
    change_targets: tuple[str, ...]  # item codes in the client's order
    missing: tuple[str, ...]  # item codes still without both ratings
    version: int
    started_at: datetime
    completed_at: datetime | None = None


# ---- questions ---------------------------------------------------------------------------------


@question("assessment.instruments", reply=list[InstrumentView])
@dataclass(frozen=True, slots=True)
class Instruments:
    """The instruments this stack may use, each in the given language or its first one."""

    language: Language


@question("assessment.assessments_of", reply=list[AssessmentView])
@dataclass(frozen=True, slots=True)
class AssessmentsOf:
    """The session's self-assessments (none yet: empty), for its client, students and lecturer."""

    session_id: UUID


# ---- commands ----------------------------------------------------------------------------------


@command("assessment.start_assessment", reply=AssessmentView)
@dataclass(frozen=True, slots=True)
class StartAssessment:
    """Open an instrument for the session's client; opening it again returns the one that is there."""

    session_id: UUID
    instrument: RequiredText
    language: Language


@command("assessment.answer_item", reply=AssessmentView)
@dataclass(frozen=True, slots=True)
class AnswerItem:
    """Keep one answer, 1 to 4; either half may come first, and may be changed until completion."""

    assessment_id: UUID
    item: RequiredText
    competence: ScaleValue | None = None
    importance: ScaleValue | None = None


@command("assessment.choose_change_targets", reply=AssessmentView)
@dataclass(frozen=True, slots=True)
class ChooseChangeTargets:
    """The statements that the client wants to change, in the client's order; at most four."""

    assessment_id: UUID
    items: tuple[RequiredText, ...]


@command("assessment.complete_assessment", reply=AssessmentView)
@dataclass(frozen=True, slots=True)
class CompleteAssessment:
    """Finish; refused as `items_missing` while a statement lacks an answer."""

    assessment_id: UUID
