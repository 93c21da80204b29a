"""The conversation begins."""

from __future__ import annotations

from services.session.application.access import must_be_open, taken_up
from services.session.application.ports import Desk
from services.session.application.views import session_view
from shared.contracts.events.session import SessionStarted
from shared.contracts.requests import session as requests


def start_session(ask: requests.StartSession, desk: Desk) -> requests.SessionView:
    """Begin, by a student or the lecturer, at whatever time they in fact do; beginning again changes nothing."""
    session, part = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_open(session)
    if session.state == "planned":
        session = desk.casebook.save(session.started(desk.now))
        desk.events.emit(SessionStarted(session.session_id, session.client_id, desk.now))
    return session_view(session, desk.records.of(session.session_id), part)
