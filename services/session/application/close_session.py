"""The conversation ends: with a second appointment, a recommendation of another service, both or neither."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.access import must_be_under_way, must_consent, taken_up
from services.session.application.ports import Desk
from services.session.application.views import session_view
from services.session.domain.record import Recommended
from services.session.domain.session import Session
from shared.contracts.events.session import FollowUpRequested, ServiceRecommended, SessionClosed
from shared.contracts.requests import session as requests


def close_session(ask: requests.CloseSession, desk: Desk) -> requests.SessionView:
    """End it once, an acute one only with a follow-up; all that follows from it leaves in the same transaction."""
    session, part = taken_up(desk, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    if session.is_acute and ask.follow_up is None:
        raise refusals.acute_needs_follow_up()
    if ask.follow_up is not None:
        session = _request_follow_up(session, ask.follow_up, desk)
    if ask.recommendations:
        _recommend(session, ask.recommendations, desk)
    started_at = session.started_at or desk.now
    session = desk.casebook.save(session.closed(desk.now))
    desk.events.emit(SessionClosed(session.session_id, session.client_id, started_at, desk.now))
    return session_view(session, desk.records.of(session.session_id), part)


def _request_follow_up(session: Session, wish: requests.FollowUpWish, desk: Desk) -> Session:
    # The time is agreed on with the client; what to dwell on tells of their life, and is kept by consent alone.
    focus = session.focus_of(wish.reason, wish.focus) if session.consent == "given" else ()
    desk.events.emit(
        FollowUpRequested(
            session_id=session.session_id,
            client_id=session.client_id,
            reason=wish.reason,
            focus=focus,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            requested_at=desk.now,
        )
    )
    return session.requesting(wish.reason, focus)


def _recommend(session: Session, recommendations: tuple[requests.Recommendation, ...], desk: Desk) -> None:
    must_consent(session)
    for recommendation in dict.fromkeys(recommendations):
        desk.records.add_recommendation(
            session.session_id, Recommended(recommendation.service, recommendation.note.strip())
        )
        desk.events.emit(ServiceRecommended(session.session_id, session.client_id, recommendation.service, desk.now))
