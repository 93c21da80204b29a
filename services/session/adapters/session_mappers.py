"""Turns a session into its row, and a row into its session."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from services.session.domain.alert import Alert
from services.session.domain.follow_up import Decision, FollowUp
from services.session.domain.process import in_order
from services.session.domain.session import Consent, Debrief, Meeting, Origin, Session
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase


def row_of(session: Session) -> dict[str, object]:
    """The session's columns."""
    meeting, origin = session.meeting, session.origin
    return {
        "session_id": session.session_id,
        "client_id": session.client_id,
        "kind": session.kind,
        "state": session.state,
        "version": session.version,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "student_ids": list(meeting.student_ids),
        "lecturer_id": meeting.lecturer_id,
        "room_id": meeting.room_id,
        "follows_id": origin.follows_id,
        "reason": origin.reason,
        "focus": list(origin.focus),
        "done": list(in_order(session.done)),
        "is_acute": session.is_acute,
        "called_at": session.called_at,
        "started_at": session.started_at,
        "closed_at": session.closed_at,
        "assessment_completed_at": session.assessment_completed_at,
        "called_off_as": session.called_off_as,
        **_alert_columns(session.alert),
        **_follow_up_columns(session.follow_up),
        **_debrief_columns(session.debrief),
    }


def session_of(row: RowMapping, consent: Consent) -> Session:
    """The session that a row of `sessions` keeps."""
    return Session(
        session_id=row["session_id"],
        client_id=row["client_id"],
        kind=row["kind"],
        meeting=Meeting(
            row["starts_at"], row["ends_at"], tuple(row["student_ids"]), row["lecturer_id"], row["room_id"]
        ),
        origin=Origin(row["follows_id"], _reason(row["reason"]), _phases(row["focus"])),
        state=row["state"],
        done=frozenset(_phases(row["done"])),
        is_acute=row["is_acute"],
        called_at=row["called_at"],
        version=row["version"],
        started_at=row["started_at"],
        closed_at=row["closed_at"],
        assessment_completed_at=row["assessment_completed_at"],
        alert=_alert(row),
        follow_up=_follow_up(row),
        debrief=_debrief(row),
        consent=consent,
        called_off_as=row["called_off_as"],
    )


def _alert_columns(alert: Alert | None) -> dict[str, object]:
    return {
        "alert_state": alert and alert.state,
        "alert_detected_at": alert and alert.detected_at,
        "alert_alerted_at": alert and alert.alerted_at,
        "alert_acknowledged_at": alert and alert.acknowledged_at,
        "alert_acknowledged_by": alert and alert.acknowledged_by,
        "alert_acknowledged_as": alert and alert.acknowledged_as,
        "alert_is_taken_over": alert is not None and alert.is_taken_over,
        "alert_coordinator_at": alert and alert.coordinator_at,
        "alert_coordinator_by": alert and alert.coordinator_by,
        "alert_calls_have_ended": alert is not None and alert.calls_have_ended,
    }


def _follow_up_columns(follow_up: FollowUp | None) -> dict[str, object]:
    return {
        "follow_up_state": follow_up and follow_up.state,
        "follow_up_reason": follow_up and follow_up.reason,
        "follow_up_focus": list(follow_up.focus) if follow_up else [],
        "follow_up_appointment_id": follow_up and follow_up.appointment_id,
        "follow_up_starts_at": follow_up and follow_up.starts_at,
        "follow_up_told_at": follow_up and follow_up.told_at,
        **_decision_columns(follow_up.decision if follow_up else None),
    }


def _decision_columns(decision: Decision | None) -> dict[str, object]:
    return {
        "follow_up_decided": decision and decision.because,
        "follow_up_decided_by": decision and decision.by,
        "follow_up_decided_at": decision and decision.at,
    }


def _debrief_columns(debrief: Debrief | None) -> dict[str, object]:
    return {
        "debriefed_at": debrief and debrief.completed_at,
        "debriefed_by": debrief and debrief.lecturer_id,
        "debrief_notes": debrief.notes if debrief else "",
    }


def _alert(row: RowMapping) -> Alert | None:
    if row["alert_state"] is None:
        return None
    return Alert(
        state=row["alert_state"],
        detected_at=row["alert_detected_at"],
        alerted_at=row["alert_alerted_at"],
        acknowledged_at=row["alert_acknowledged_at"],
        acknowledged_by=row["alert_acknowledged_by"],
        acknowledged_as=row["alert_acknowledged_as"],
        is_taken_over=row["alert_is_taken_over"],
        coordinator_at=row["alert_coordinator_at"],
        coordinator_by=row["alert_coordinator_by"],
        calls_have_ended=row["alert_calls_have_ended"],
    )


def _follow_up(row: RowMapping) -> FollowUp | None:
    if row["follow_up_state"] is None:
        return None
    return FollowUp(
        state=row["follow_up_state"],
        reason=FollowUpReason(row["follow_up_reason"]),
        focus=_phases(row["follow_up_focus"]),
        appointment_id=row["follow_up_appointment_id"],
        starts_at=row["follow_up_starts_at"],
        told_at=row["follow_up_told_at"],
        decision=_decision(row),
    )


def _decision(row: RowMapping) -> Decision | None:
    if row["follow_up_decided"] is None:
        return None
    because = NoFollowUp(row["follow_up_decided"])
    return Decision(because, row["follow_up_decided_by"], row["follow_up_decided_at"])


def _debrief(row: RowMapping) -> Debrief | None:
    if row["debriefed_at"] is None:
        return None
    return Debrief(row["debrief_notes"], row["debriefed_at"], row["debriefed_by"])


def _reason(name: str | None) -> FollowUpReason | None:
    return None if name is None else FollowUpReason(name)


def _phases(names: list[Any]) -> tuple[Phase, ...]:
    return tuple(Phase(name) for name in names)
