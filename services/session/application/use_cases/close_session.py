"""The conversation ends: with a follow-up, a recommendation of another service, both or neither."""

from __future__ import annotations

from services.session.application import refusals
from services.session.application.authorization import must_be_under_way, must_consent, taken_up
from services.session.application.unit_of_work import UnitOfWork
from services.session.application.views import session_view
from services.session.domain.follow_up import Decision
from services.session.domain.record import Recommended
from services.session.domain.session import Session
from shared.contracts.events.session import ClosedWithoutFollowUp, FollowUpRequested, ServiceRecommended, SessionClosed
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import NoFollowUp


def close_session(ask: requests.CloseSession, uow: UnitOfWork) -> requests.SessionView:
    """End it once, an acute one with a decision on the follow-up; what follows leaves in the same transaction."""
    session, part = taken_up(uow, ask.session_id, "student", "lecturer")
    must_be_under_way(session)
    session = _with_decision(session, ask, uow)
    if ask.recommendations:
        _recommend(session, ask.recommendations, uow)
    started_at = session.started_at or uow.now
    session = uow.sessions.save(session.closed(uow.now))
    uow.events.emit(SessionClosed(session.session_id, session.client_id, started_at, uow.now))
    return session_view(session, uow.records.of(session.session_id), part)


def _with_decision(session: Session, ask: requests.CloseSession, uow: UnitOfWork) -> Session:
    if ask.follow_up is not None and ask.no_follow_up is not None:
        raise refusals.follow_up_both_ways()
    if ask.follow_up is not None:
        return _request_follow_up(session, ask.follow_up, uow)
    if ask.no_follow_up is not None:
        return _go_without(session, ask.no_follow_up, uow)
    if session.is_acute:
        raise refusals.follow_up_undecided()
    return session


def _go_without(session: Session, because: NoFollowUp, uow: UnitOfWork) -> Session:
    if uow.actor.id is None:
        raise refusals.role_may_not()
    uow.events.emit(
        ClosedWithoutFollowUp(
            session_id=session.session_id,
            client_id=session.client_id,
            because=because,
            is_acute=session.is_acute,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            recorded_by=uow.actor.id,
            recorded_at=uow.now,
        )
    )
    return session.going_without(Decision(because, uow.actor.id, uow.now))


def _request_follow_up(session: Session, wish: requests.FollowUpWish, uow: UnitOfWork) -> Session:
    # The time is agreed on with the client; what to dwell on tells of their life, and is kept by consent alone.
    focus = session.focus_of(wish.reason, wish.focus) if session.consent == "given" else ()
    uow.events.emit(
        FollowUpRequested(
            session_id=session.session_id,
            client_id=session.client_id,
            reason=wish.reason,
            focus=focus,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            requested_at=uow.now,
        )
    )
    return session.requesting(wish.reason, focus)


def _recommend(session: Session, recommendations: tuple[requests.Recommendation, ...], uow: UnitOfWork) -> None:
    must_consent(session)
    for recommendation in dict.fromkeys(recommendations):
        uow.records.add_recommendation(
            session.session_id, Recommended(recommendation.service, recommendation.note.strip())
        )
        uow.events.emit(ServiceRecommended(session.session_id, session.client_id, recommendation.service, uow.now))
