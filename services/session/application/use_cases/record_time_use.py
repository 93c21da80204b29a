"""The client draws a time-use circle."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_be_open, must_consent, taken_up
from services.session.application.record_views import circle_view
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.time_use import Circle, DayParts
from shared.contracts.events.session import TimeUseRecorded
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase, TimeUseKind


def record_time_use(ask: requests.RecordTimeUse, uow: UnitOfWork) -> requests.CircleView:
    """Keep a circle of 24 hours, drawn before or during the conversation; the present day's makes its step done."""
    session, _ = taken_up(uow, ask.session_id, "client", "student", "lecturer")
    must_be_open(session)
    must_consent(session)
    parts = DayParts(ask.productive_minutes, ask.leisure_minutes, ask.self_care_minutes)
    if not parts.is_whole_day:
        raise refusals.circle_not_24_hours(parts.total)
    circle = Circle(ask.kind, parts, uow.now)
    uow.records.add_circle(session.session_id, circle, uow.actor)
    uow.sessions.save(session.with_done(Phase.TIME_USE) if ask.kind is TimeUseKind.CURRENT else session)
    uow.events.emit(TimeUseRecorded(session.session_id, session.client_id, ask.kind, uow.now))
    return circle_view(circle)
