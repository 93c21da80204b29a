"""Finish a self-assessment."""

from __future__ import annotations

from services.assessment.application import refusals
from services.assessment.application.authorization import held_to_change
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.views import assessment_view
from services.assessment.domain.assessment import Assessment
from shared.contracts.events.assessment import AssessmentCompleted
from shared.contracts.requests.assessment import AssessmentView, CompleteAssessment


def complete_assessment(ask: CompleteAssessment, uow: UnitOfWork) -> AssessmentView:
    """Finished once every statement has both ratings; finishing again changes nothing and tells nobody."""
    assessment, form = held_to_change(uow, ask.assessment_id)
    if assessment.is_completed:
        return assessment_view(assessment, form)
    missing = assessment.missing(form.item_codes)
    if missing:
        raise refusals.items_missing(missing)
    completed = assessment.completed(uow.now)
    uow.answers.save(completed)
    uow.events.emit(_fact(completed, uow))
    return assessment_view(completed, form)


def _fact(completed: Assessment, uow: UnitOfWork) -> AssessmentCompleted:
    return AssessmentCompleted(
        assessment_id=completed.assessment_id,
        session_id=completed.session_id,
        client_id=completed.client_id,
        instrument=completed.instrument,
        instrument_version=completed.instrument_version,
        language=completed.language,
        completed_at=uow.now,
    )
