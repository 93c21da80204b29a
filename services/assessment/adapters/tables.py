"""Assessment's tables. Every column says in `info["personal"]` whose it is:

`none` tells nothing of a client; `pseudonym` is an opaque id that leads nowhere once booking has forgotten the person;
`client` is what the client told, and goes when the client is erased.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

metadata = sa.MetaData()

NONE, PSEUDONYM, CLIENT = {"personal": "none"}, {"personal": "pseudonym"}, {"personal": "client"}

_ID = UUID(as_uuid=True)
_INSTANT = sa.TIMESTAMP(timezone=True)

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("client_id", _ID, primary_key=True, info=PSEUDONYM),
    sa.Column("withdrawn_at", _INSTANT, info=NONE),
    sa.Column("erased_at", _INSTANT, info=NONE),
    sa.Column("given_at", _INSTANT, info=NONE),
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("session_id", _ID, primary_key=True, info=NONE),
    sa.Column("client_id", _ID, nullable=False, index=True, info=PSEUDONYM),
    sa.Column("student_ids", ARRAY(_ID, as_tuple=True), nullable=False, info=NONE),
    sa.Column("lecturer_id", _ID, nullable=False, info=NONE),
    sa.Column("is_cancelled", sa.Boolean, nullable=False, server_default=sa.false(), info=NONE),
    sa.Column("is_consent_asked", sa.Boolean, nullable=False, server_default=sa.false(), info=NONE),
)

assessments = sa.Table(
    "assessments",
    metadata,
    sa.Column("assessment_id", _ID, primary_key=True, info=NONE),
    sa.Column(
        "session_id", _ID, sa.ForeignKey("conversations.session_id", ondelete="RESTRICT"), nullable=False, info=NONE
    ),
    sa.Column("client_id", _ID, nullable=False, index=True, info=PSEUDONYM),
    sa.Column("instrument", sa.Text, nullable=False, info=NONE),
    sa.Column("instrument_version", sa.Text, nullable=False, info=NONE),
    sa.Column("language", sa.Text, nullable=False, info=CLIENT),
    sa.Column("version", sa.Integer, nullable=False, info=NONE),
    sa.Column("started_at", _INSTANT, nullable=False, info=CLIENT),
    sa.Column("completed_at", _INSTANT, info=CLIENT),
    sa.UniqueConstraint("session_id", "instrument", name="assessments_one_a_session"),
    sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="assessments_language"),
    sa.CheckConstraint("version > 0", name="assessments_version"),
)


def _of_assessment() -> sa.Column[object]:
    owner = sa.ForeignKey("assessments.assessment_id", ondelete="CASCADE")
    return sa.Column("assessment_id", _ID, owner, primary_key=True, info=NONE)


answers = sa.Table(
    "answers",
    metadata,
    _of_assessment(),
    sa.Column("item", sa.Text, primary_key=True, info=CLIENT),
    sa.Column("competence", sa.SmallInteger, info=CLIENT),
    sa.Column("importance", sa.SmallInteger, info=CLIENT),
    sa.CheckConstraint("competence BETWEEN 1 AND 4", name="answers_competence"),
    sa.CheckConstraint("importance BETWEEN 1 AND 4", name="answers_importance"),
    sa.CheckConstraint("num_nonnulls(competence, importance) > 0", name="answers_something"),
)

change_targets = sa.Table(
    "change_targets",
    metadata,
    _of_assessment(),
    sa.Column("place", sa.SmallInteger, primary_key=True, autoincrement=False, info=CLIENT),
    sa.Column("item", sa.Text, nullable=False, info=CLIENT),
    sa.UniqueConstraint("assessment_id", "item", name="change_targets_once"),
    sa.CheckConstraint("place BETWEEN 1 AND 4", name="change_targets_at_most_four"),
)
