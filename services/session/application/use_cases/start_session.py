"""The conversation begins."""

from __future__ import annotations

from services.session.application.authorization import must_be_open, taken_up
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import session_view
from shared.contracts.events.session import SessionStarted
from shared.contracts.requests import session as requests


def start_session(ask: requests.StartSession, uow: UnitOfWork) -> requests.SessionView:
    """Begin, by a student or the lecturer, at whatever time they in fact do; beginning again changes nothing."""
    session, part = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_open(session)
    if session.state == "planned":
        session = uow.sessions.save(session.started(uow.now))
        uow.events.emit(SessionStarted(session.session_id, session.client_id, uow.now))
    return session_view(session, uow.records.of(session.session_id), part)
