"""Show a session's self-assessments to those who belong to it."""

from __future__ import annotations

from services.assessment.application.authorization import form_of, own
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.views import assessment_view
from shared.contracts.requests.assessment import AssessmentsOf, AssessmentView


def show_assessments(ask: AssessmentsOf, uow: UnitOfWork) -> list[AssessmentView]:
    """The session's assessments, oldest first; none yet is an empty list."""
    conversation = own(uow, uow.conversations.find(ask.session_id))
    found = uow.answers.of_session(conversation.session_id)
    return [assessment_view(assessment, form_of(uow, assessment)) for assessment in found]
