"""Show a session's self-assessments to those who belong to it."""

from __future__ import annotations

from services.assessment.application.access import form_of, own
from services.assessment.application.ports import Desk
from services.assessment.application.views import assessment_view
from shared.contracts.requests.assessment import AssessmentsOf, AssessmentView


def show_assessments(ask: AssessmentsOf, desk: Desk) -> list[AssessmentView]:
    """The session's assessments, oldest first; none yet is an empty list."""
    conversation = own(desk, desk.conversations.find(ask.session_id))
    found = desk.answers.of_session(conversation.session_id)
    return [assessment_view(assessment, form_of(desk, assessment)) for assessment in found]
