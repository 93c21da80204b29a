"""A step of the conversation is done, or open again."""

from __future__ import annotations

from services.session.application.authorization import must_be_under_way, taken_up
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import session_view
from shared.contracts.requests import session as requests


def mark_phase(ask: requests.MarkPhase, uow: UnitOfWork) -> requests.SessionView:
    """Mark a step, in whatever order the conversation takes them."""
    session, part = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    marked = session.with_done(ask.phase) if ask.is_done else session.with_open(ask.phase)
    if marked != session:
        session = uow.sessions.save(marked)
    return session_view(session, uow.records.of(session.session_id), part)
