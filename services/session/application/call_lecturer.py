"""The lecturer is called into a conversation without a rating: help does not wait for a consent."""

from __future__ import annotations

from services.session.application.access import must_be_under_way, taken_up
from services.session.application.ports import Desk
from services.session.application.views import session_view
from shared.contracts.events.session import HighStressDetected
from shared.contracts.requests import session as requests


def call_lecturer(ask: requests.CallLecturer, desk: Desk) -> requests.SessionView:
    """Raise the alert, by students or lecturer while the conversation goes on; no rating of the client is recorded."""
    session, part = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    if session.consent != "erased":
        session = desk.casebook.save(session.called(desk.now))
    desk.events.emit(
        HighStressDetected(
            session_id=session.session_id,
            client_id=session.client_id,
            rating_id=desk.new_id(),
            detected_at=desk.now,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            room_id=session.meeting.room_id,
            open_phases=(),
            cause="call",
        )
    )
    return session_view(session, desk.records.of(session.session_id), part)
