"""Answers the questions about sessions, each to whom it is due."""

from __future__ import annotations

from services.session.application.authorization import looked_at, own
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import session_line, session_view, summary_view
from shared.contracts.requests import session as requests


def show_session(ask: requests.Session, uow: UnitOfWork) -> requests.SessionView:
    """One session, for its students and lecturer whole, for coordinators without what was said."""
    session, part = looked_at(uow, ask.session_id, "student", "lecturer", "coordinator")
    return session_view(session, uow.records.of(session.session_id), part)


def list_sessions(ask: requests.Sessions, uow: UnitOfWork) -> list[requests.SessionLine]:
    """Sessions that start in a span of time: a coordinator's all, others' own."""
    whose = own(uow.actor, ask.client_id)
    return [session_line(session) for session in uow.sessions.between(ask.from_at, ask.until_at, whose)]


def list_awaiting_debrief(ask: requests.AwaitingDebrief, uow: UnitOfWork) -> list[requests.SessionLine]:
    """Closed sessions that still wait for their debrief: a coordinator's all, others' own."""
    return [session_line(session) for session in uow.sessions.awaiting_debrief(own(uow.actor))]


def show_summary(ask: requests.Summary, uow: UnitOfWork) -> requests.SummaryView:
    """What the client may see, for the client and for those who hold the conversation."""
    session, _ = looked_at(uow, ask.session_id, "client", "student", "lecturer")
    return summary_view(session, uow.records.of(session.session_id))
