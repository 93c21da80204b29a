"""The session database's tables; every column says what it holds of a person.

`info["personal"]` is "client" for what the client told or what was written about them: erasure blanks it.
"pseudonym" is an id that booking alone can tell the name of; "none" is about nobody.
Every table but `sessions` and `clients` is appended to and never updated, agreement to a synthesis excepted.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.session.adapters.columns import may, must, one_of
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase, Service, TimeUseKind

metadata = sa.MetaData()

_ID = UUID(as_uuid=True)
_IDS = ARRAY(_ID)
_TEXTS = ARRAY(sa.Text)
_AT = sa.TIMESTAMP(timezone=True)
_AWAITS_DEBRIEF = sa.text("state = 'closed' AND debriefed_at IS NULL")
_ADD_UP = sa.text(
    "least(productive_minutes, leisure_minutes, self_care_minutes) >= 0"
    " AND productive_minutes + leisure_minutes + self_care_minutes = 1440"
)


def _session() -> sa.Column[Any]:
    return must("session_id", _ID, "none", sa.ForeignKey("sessions.session_id"))


sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("session_id", _ID, primary_key=True, info={"personal": "none"}),
    must("client_id", _ID, "pseudonym"),
    must("kind", sa.Text()),
    must("state", sa.Text()),
    must("version", sa.Integer()),
    must("starts_at", _AT),
    must("ends_at", _AT),
    must("student_ids", _IDS, "pseudonym"),
    must("lecturer_id", _ID, "pseudonym"),
    must("room_id", _ID),
    may("follows_id", _ID),
    may("reason", sa.Text(), "client"),
    must("focus", _TEXTS, "client", blank="{}"),
    must("done", _TEXTS, "client", blank="{}"),
    must("is_acute", sa.Boolean(), "client", blank="false"),
    may("started_at", _AT),
    may("closed_at", _AT),
    may("assessment_completed_at", _AT, "client"),
    may("called_at", _AT, "client"),
    may("alert_state", sa.Text(), "client"),
    may("alert_detected_at", _AT, "client"),
    may("alert_alerted_at", _AT, "client"),
    may("alert_acknowledged_at", _AT, "client"),
    may("alert_acknowledged_by", _ID, "client"),
    may("alert_acknowledged_as", sa.Text(), "client"),
    must("alert_is_taken_over", sa.Boolean(), "client", blank="false"),
    may("alert_coordinator_at", _AT, "client"),
    may("alert_coordinator_by", _ID, "client"),
    must("alert_calls_have_ended", sa.Boolean(), "client", blank="false"),
    may("follow_up_state", sa.Text(), "client"),
    may("follow_up_reason", sa.Text(), "client"),
    must("follow_up_focus", _TEXTS, "client", blank="{}"),
    may("follow_up_appointment_id", _ID, "client"),
    may("follow_up_starts_at", _AT, "client"),
    may("follow_up_told_at", _AT, "client"),
    may("follow_up_decided", sa.Text(), "client"),
    may("follow_up_decided_at", _AT, "client"),
    may("follow_up_decided_by", _ID, "client"),
    may("debriefed_at", _AT),
    may("debriefed_by", _ID, "pseudonym"),
    must("debrief_notes", sa.Text(), "client", blank=""),
    may("called_off_as", sa.Text()),
    one_of("kind", ("first", "follow_up")),
    one_of("state", ("planned", "under_way", "closed", "cancelled", "no_show")),
    one_of("reason", tuple(FollowUpReason)),
    one_of("alert_state", ("raised", "alerted", "unanswered", "acknowledged")),
    one_of("alert_acknowledged_as", ("lecturer", "coordinator")),
    one_of("follow_up_state", ("requested", "proposed", "waiting", "confirmed", "declined")),
    one_of("follow_up_reason", tuple(FollowUpReason)),
    one_of("called_off_as", ("cancelled", "no_show")),
    one_of("follow_up_decided", tuple(NoFollowUp)),
    sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    sa.CheckConstraint("cardinality(student_ids) >= 1", name="has_students"),
    sa.CheckConstraint("(state IN ('under_way', 'closed')) = (started_at IS NOT NULL)", name="started_if_begun"),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_if_ended"),
    sa.CheckConstraint("(alert_state IS NULL) = (alert_detected_at IS NULL)", name="alert_whole"),
    sa.CheckConstraint("(follow_up_state IS NULL) = (follow_up_reason IS NULL)", name="follow_up_whole"),
    sa.CheckConstraint("debriefed_at IS NULL OR state = 'closed'", name="debriefed_after_close"),
    sa.CheckConstraint("(debriefed_at IS NULL) = (debriefed_by IS NULL)", name="debrief_whole"),
    sa.Index("sessions_by_start", "starts_at"),
    sa.Index("sessions_by_client", "client_id"),
    sa.Index("sessions_by_lecturer", "lecturer_id", "starts_at"),
    sa.Index("sessions_by_student", "student_ids", postgresql_using="gin"),
    sa.Index("sessions_awaiting_debrief", "closed_at", postgresql_where=_AWAITS_DEBRIEF),
)

clients = sa.Table(
    "clients",
    metadata,
    sa.Column("client_id", _ID, primary_key=True, info={"personal": "pseudonym"}),
    must("consent", sa.Text()),
    one_of("consent", ("given", "withdrawn", "erased")),
)

stress_ratings = sa.Table(
    "stress_ratings",
    metadata,
    sa.Column("place", sa.BigInteger(), sa.Identity(), primary_key=True, info={"personal": "none"}),
    _session(),
    must("rating_id", _ID, "none"),
    must("level", sa.SmallInteger(), "client"),
    must("rated_at", _AT, "client"),
    must("rated_by", sa.Text()),
    must("scale_version", sa.Text()),
    must("threshold", sa.SmallInteger()),
    sa.UniqueConstraint("rating_id", name="rated_once"),
    sa.CheckConstraint("level BETWEEN 1 AND 5", name="level_on_scale"),
    one_of("rated_by", ("client", "student", "lecturer")),
    sa.Index("stress_ratings_by_session", "session_id", "place"),
)

rating_withdrawals = sa.Table(
    "rating_withdrawals",
    metadata,
    sa.Column("rating_id", _ID, sa.ForeignKey("stress_ratings.rating_id"), primary_key=True, info={"personal": "none"}),
    _session(),
    must("withdrawn_at", _AT, "client"),
    must("withdrawn_by", _ID, "pseudonym"),
    sa.Index("rating_withdrawals_by_session", "session_id"),
)

circles = sa.Table(
    "circles",
    metadata,
    sa.Column("place", sa.BigInteger(), sa.Identity(), primary_key=True, info={"personal": "none"}),
    _session(),
    must("kind", sa.Text(), "client"),
    must("productive_minutes", sa.SmallInteger(), "client"),
    must("leisure_minutes", sa.SmallInteger(), "client"),
    must("self_care_minutes", sa.SmallInteger(), "client"),
    must("recorded_at", _AT, "client"),
    may("recorded_by", _ID, "pseudonym"),
    one_of("kind", tuple(TimeUseKind)),
    sa.CheckConstraint(_ADD_UP, name="adds_up_to_a_day"),
    sa.Index("circles_by_session", "session_id", "kind", "place"),
)

note_revisions = sa.Table(
    "note_revisions",
    metadata,
    _session(),
    must("phase", sa.Text()),
    must("version", sa.Integer()),
    must("text", sa.Text(), "client"),
    must("noted_at", _AT, "client"),
    may("noted_by", _ID, "pseudonym"),
    sa.PrimaryKeyConstraint("session_id", "phase", "version"),
    one_of("phase", tuple(Phase)),
    sa.CheckConstraint("version >= 1", name="version_counts"),
)

synthesis_revisions = sa.Table(
    "synthesis_revisions",
    metadata,
    _session(),
    must("version", sa.Integer()),
    must("strengths", _TEXTS, "client"),
    must("resources", _TEXTS, "client"),
    must("challenges", _TEXTS, "client"),
    must("change_targets", _TEXTS, "client"),
    may("agreed_at", _AT, "client"),
    must("written_at", _AT, "client"),
    may("written_by", _ID, "pseudonym"),
    sa.PrimaryKeyConstraint("session_id", "version"),
    sa.CheckConstraint("version >= 1", name="version_counts"),
)

goal_revisions = sa.Table(
    "goal_revisions",
    metadata,
    sa.Column("place", sa.BigInteger(), sa.Identity(), primary_key=True, info={"personal": "none"}),
    _session(),
    must("goal_id", _ID, "none"),
    must("revision", sa.Integer()),
    must("text", sa.Text(), "client"),
    must("actions", _TEXTS, "client"),
    must("is_removed", sa.Boolean()),
    must("set_at", _AT, "client"),
    may("set_by", _ID, "pseudonym"),
    sa.UniqueConstraint("goal_id", "revision", name="revised_once"),
    sa.CheckConstraint("revision >= 1 AND text <> ''", name="says_something"),
    sa.Index("goal_revisions_by_session", "session_id", "goal_id", "revision"),
)

recommendations = sa.Table(
    "recommendations",
    metadata,
    sa.Column("place", sa.BigInteger(), sa.Identity(), primary_key=True, info={"personal": "none"}),
    _session(),
    must("service", sa.Text(), "client"),
    must("note", sa.Text(), "client"),
    one_of("service", tuple(Service)),
    sa.Index("recommendations_by_session", "session_id", "place"),
)
