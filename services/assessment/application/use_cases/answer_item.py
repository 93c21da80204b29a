"""Keep the client's answer to one statement."""

from __future__ import annotations

from services.assessment.application import refusals
from services.assessment.application.authorization import held_to_change
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.views import assessment_view
from shared.contracts.requests.assessment import AnswerItem, AssessmentView


def answer_item(ask: AnswerItem, uow: UnitOfWork) -> AssessmentView:
    """The given halves replace what was there; the other half stays. No answer changes after completion."""
    assessment, form = held_to_change(uow, ask.assessment_id)
    if ask.item not in form.item_codes:
        raise refusals.unknown_item(ask.item, "item")
    if ask.competence is None and ask.importance is None:
        raise refusals.answer_empty()
    if assessment.is_completed:
        raise refusals.assessment_completed()
    answered = assessment.answered(ask.item, ask.competence, ask.importance)
    uow.answers.save(answered)
    return assessment_view(answered, form)
