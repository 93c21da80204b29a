"""A completed self-assessment makes its step of the conversation done."""

from __future__ import annotations

from services.session.application.hearing import heard_of
from services.session.application.unit_of_work import UnitOfWork
from shared.contracts.events import assessment


def assessment_completed(event: assessment.AssessmentCompleted, uow: UnitOfWork) -> None:
    """Mark the step; the answers stay in assessment."""
    session = heard_of(event.session_id, uow)
    if session.consent != "erased":
        uow.sessions.save(session.assessed(event.completed_at))
