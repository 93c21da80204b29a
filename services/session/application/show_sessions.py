"""Answers the questions about sessions, each to whom it is due."""

from __future__ import annotations

from services.session.application.access import looked_at, own
from services.session.application.ports import Desk
from services.session.application.views import session_line, session_view, summary_view
from shared.contracts.requests import session as requests


def show_session(ask: requests.Session, desk: Desk) -> requests.SessionView:
    """One session, for its students and lecturer whole, for coordinators without what was said."""
    session, part = looked_at(desk, ask.session_id, "student", "lecturer", "coordinator")
    return session_view(session, desk.records.of(session.session_id), part)


def list_sessions(ask: requests.Sessions, desk: Desk) -> list[requests.SessionLine]:
    """Sessions that start in a span of time: a coordinator's all, others' own."""
    whose = own(desk.actor, ask.client_id)
    return [session_line(session) for session in desk.casebook.between(ask.from_at, ask.until_at, whose)]


def list_awaiting_debrief(ask: requests.AwaitingDebrief, desk: Desk) -> list[requests.SessionLine]:
    """Closed sessions that still wait for their debrief: a coordinator's all, others' own."""
    return [session_line(session) for session in desk.casebook.awaiting_debrief(own(desk.actor))]


def show_summary(ask: requests.Summary, desk: Desk) -> requests.SummaryView:
    """What the client may see, for the client and for those who hold the conversation."""
    session, _ = looked_at(desk, ask.session_id, "client", "student", "lecturer")
    return summary_view(session, desk.records.of(session.session_id))
