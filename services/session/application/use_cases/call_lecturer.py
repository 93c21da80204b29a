"""The lecturer is called into a conversation without a rating: help does not wait for a consent."""

from __future__ import annotations

from services.session.application.authorization import must_be_under_way, taken_up
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import session_view
from shared.contracts.events.session import HighStressDetected
from shared.contracts.requests import session as requests


def call_lecturer(ask: requests.CallLecturer, uow: UnitOfWork) -> requests.SessionView:
    """Raise the alert, by students or lecturer while the conversation goes on; no rating of the client is recorded."""
    session, part = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    if session.consent != "erased":
        session = uow.sessions.save(session.called(uow.now))
    uow.events.emit(
        HighStressDetected(
            session_id=session.session_id,
            client_id=session.client_id,
            rating_id=uow.new_id(),
            detected_at=uow.now,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            room_id=session.meeting.room_id,
            open_phases=(),
            cause="call",
        )
    )
    return session_view(session, uow.records.of(session.session_id), part)
