"""How assessments and instruments look to those who asked."""

from __future__ import annotations

from services.assessment.domain.assessment import Answer, Assessment, gaps
from services.assessment.domain.instrument import Instrument, Rating, Section
from shared.contracts.requests.assessment import (
    AnswerView,
    AssessmentView,
    InstrumentView,
    ItemView,
    ScaleStep,
    SectionView,
)
from shared.contracts.vocabulary import Language


def assessment_view(assessment: Assessment, instrument: Instrument) -> AssessmentView:
    """The assessment with its form, answers in the form's order."""
    answers = [assessment.answers[item] for item in instrument.item_codes if item in assessment.answers]
    return AssessmentView(
        assessment_id=assessment.assessment_id,
        session_id=assessment.session_id,
        client_id=assessment.client_id,
        state="completed" if assessment.is_completed else "open",
        form=instrument_view(instrument, assessment.language),
        answers=tuple(answer_view(answer) for answer in answers),
        gaps=tuple(answer_view(answer) for answer in gaps(answers)),
        change_targets=assessment.change_targets,
        missing=assessment.missing(instrument.item_codes),
        version=assessment.version,
        started_at=assessment.started_at,
        completed_at=assessment.completed_at,
    )


def answer_view(answer: Answer) -> AnswerView:
    """One answer with its gap."""
    return AnswerView(answer.item, answer.competence, answer.importance, answer.gap)


def instrument_view(instrument: Instrument, wanted: Language) -> InstrumentView:
    """The instrument in the wanted language, or in its first one."""
    language = instrument.language_for(wanted)
    return InstrumentView(
        instrument=instrument.code,
        version=instrument.version,
        language=language,
        languages=instrument.languages,
        title=instrument.title[language],
        introduction=instrument.introduction[language],
        competence_question=instrument.competence.question[language],
        importance_question=instrument.importance.question[language],
        competence_scale=scale_view(instrument.competence, language),
        importance_scale=scale_view(instrument.importance, language),
        sections=tuple(section_view(section, language) for section in instrument.sections),
        attribution=instrument.attribution.get(language, ""),
    )


def scale_view(rating: Rating, language: Language) -> tuple[ScaleStep, ...]:
    """The steps of a rating, 1 first."""
    return tuple(ScaleStep(value, words[language]) for value, words in enumerate(rating.steps, start=1))


def section_view(section: Section, language: Language) -> SectionView:
    """A section with its statements."""
    items = tuple(ItemView(item.code, item.text[language]) for item in section.items)
    return SectionView(section.code, section.title[language], items)
