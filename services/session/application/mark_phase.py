"""A step of the conversation is done, or open again."""

from __future__ import annotations

from services.session.application.access import must_be_under_way, taken_up
from services.session.application.ports import Desk
from services.session.application.views import session_view
from shared.contracts.requests import session as requests


def mark_phase(ask: requests.MarkPhase, desk: Desk) -> requests.SessionView:
    """Mark a step, in whatever order the conversation takes them."""
    session, part = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    marked = session.with_done(ask.phase) if ask.is_done else session.with_open(ask.phase)
    if marked != session:
        session = desk.casebook.save(marked)
    return session_view(session, desk.records.of(session.session_id), part)
