"""How a session looks to those who ask, each seeing what is theirs to know."""

from __future__ import annotations

from dataclasses import replace

from services.session.application.authorization import ParticipantRole
from services.session.application.record_views import (
    circle_view,
    goal_view,
    phase_view,
    recommendation_view,
    stress_view,
    synthesis_view,
)
from services.session.domain.follow_up import FollowUp
from services.session.domain.process import PROCESS
from services.session.domain.record import Record
from services.session.domain.session import Debrief, Session
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import ShownReason

NOTHING_TOLD = Record()


def session_view(session: Session, record: Record, part: ParticipantRole) -> requests.SessionView:
    """A whole session for its students and lecturer; for coordinators how it stands and nothing of the client."""
    if part == "coordinator":
        return _without_why(_whole(session, NOTHING_TOLD, part))
    return _whole(session, record, part)


def _without_why(view: requests.SessionView) -> requests.SessionView:
    follow_up = view.follow_up and replace(view.follow_up, reason=ShownReason.NOT_TOLD, focus=())
    blank = replace(view, reason=None, focus=(), follow_up=follow_up)
    return replace(blank, phases=(), assessment_completed_at=None)


def _whole(session: Session, told: Record, part: ParticipantRole) -> requests.SessionView:
    meeting, origin = session.meeting, session.origin
    return requests.SessionView(
        session_id=session.session_id,
        client_id=session.client_id,
        state=session.state,
        kind=session.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        student_ids=meeting.student_ids,
        lecturer_id=meeting.lecturer_id,
        room_id=meeting.room_id,
        phases=tuple(phase_view(told.note(phase), phase in session.done) for phase in PROCESS),
        stress=tuple(stress_view(rating) for rating in told.ratings),
        circles=tuple(circle_view(circle) for circle in told.circles),
        synthesis=synthesis_view(told.synthesis),
        goals=tuple(goal_view(goal) for goal in told.goals),
        recommendations=tuple(recommendation_view(one) for one in told.recommendations),
        is_acute=session.is_acute,
        version=session.version,
        started_at=session.started_at,
        closed_at=session.closed_at,
        assessment_completed_at=session.assessment_completed_at,
        alert=alert_state(session),
        follow_up=follow_up_state(session.follow_up, part),
        debrief=_debrief(session.debrief, part),
        follows_id=origin.follows_id,
        reason=origin.reason,
        focus=origin.focus,
        may_undo_start=part in ("student", "lecturer") and may_undo_start(session, told),
    )


def may_undo_start(session: Session, record: Record) -> bool:
    """Whether the start may be taken back: nothing of the client's has been recorded since, and nobody called."""
    began = session.started_at
    if session.state != "under_way" or began is None:
        return False
    called_at = session.alert.detected_at if session.alert else None
    since = [at for at in (session.assessment_completed_at, called_at) if at is not None and at >= began]
    return not since and not record.has_anything_since(began)


def session_line(session: Session) -> requests.SessionLine:
    """A session in a list: how it stands, nothing of what was said."""
    return requests.SessionLine(
        session_id=session.session_id,
        client_id=session.client_id,
        state=session.state,
        starts_at=session.meeting.starts_at,
        is_acute=session.is_acute,
        is_debriefed=session.debrief is not None,
        student_ids=session.meeting.student_ids,
        lecturer_id=session.meeting.lecturer_id,
        alert=alert_state(session),
    )


def summary_view(session: Session, record: Record) -> requests.SummaryView:
    """The client's own view: before the close what the client has filled in, after it what was agreed as well."""
    is_closed = session.state == "closed"
    is_shared = is_closed and record.synthesis.is_agreed
    return requests.SummaryView(
        session_id=session.session_id,
        state=session.state,
        starts_at=session.meeting.starts_at,
        synthesis=replace(synthesis_view(record.synthesis), written_by=None) if is_shared else None,
        goals=tuple(goal_view(goal) for goal in record.goals) if is_closed else (),
        recommendations=tuple(recommendation_view(one) for one in record.recommendations) if is_closed else (),
        circles=tuple(circle_view(circle) for circle in record.circles),
        stress_level=record.standing[-1].level if record.standing else None,
        follow_up=follow_up_state(session.follow_up) if is_closed else None,
        closed_at=session.closed_at,
        stress_is_high=bool(record.standing) and record.standing[-1].is_high,
    )


def alert_state(session: Session) -> requests.AlertState | None:
    """How the session's alert stands, if there is one."""
    alert = session.alert
    if alert is None:
        return None
    return requests.AlertState(
        state=alert.state,
        detected_at=alert.detected_at,
        alerted_at=alert.alerted_at,
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=alert.acknowledged_by,
        is_beforehand=session.started_at is None or alert.detected_at < session.started_at,
        acknowledged_as=alert.acknowledged_as,
        is_taken_over=alert.is_taken_over,
        coordinator_at=alert.coordinator_at,
        coordinator_by=alert.coordinator_by,
        calls_have_ended=alert.calls_have_ended,
    )


def follow_up_state(follow_up: FollowUp | None, part: ParticipantRole = "client") -> requests.FollowUpState | None:
    """How the follow-up stands, if there is one; staff see who decided on it at the close."""
    if follow_up is None:
        return None
    decision = follow_up.decision if part != "client" else None
    return requests.FollowUpState(
        state=follow_up.state,
        reason=ShownReason(follow_up.reason),
        focus=follow_up.focus,
        appointment_id=follow_up.appointment_id,
        starts_at=follow_up.starts_at,
        decided=decision.because if decision else None,
        decided_by=decision.by if decision else None,
        decided_at=decision.at if decision else None,
    )


def debrief_view(debrief: Debrief) -> requests.DebriefView:
    """The debrief with its notes."""
    return requests.DebriefView(debrief.notes, debrief.completed_at, debrief.lecturer_id)


def _debrief(debrief: Debrief | None, part: ParticipantRole) -> requests.DebriefView | None:
    if debrief is None:
        return None
    if part == "coordinator":
        return requests.DebriefView("", debrief.completed_at, debrief.lecturer_id)
    return debrief_view(debrief)
