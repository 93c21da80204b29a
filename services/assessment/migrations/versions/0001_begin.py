"""The event core, the sessions' people, what clients allow, and the self-assessments.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from shared.messaging.storage.migrations import create_event_core, drop_event_core

revision = "0001"
down_revision = None

ID = UUID(as_uuid=True)
INSTANT = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create all tables."""
    create_event_core(op)
    create_people()
    create_assessments()
    create_answers()


def downgrade() -> None:
    """Drop all tables."""
    for table in ("change_targets", "answers", "assessments", "conversations", "standings"):
        op.drop_table(table)
    drop_event_core(op)


def create_people() -> None:
    """Who belongs to a session, and what its client allows."""
    op.create_table(
        "standings",
        sa.Column("client_id", ID, primary_key=True),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("erased_at", INSTANT),
    )
    op.create_table(
        "conversations",
        sa.Column("session_id", ID, primary_key=True),
        sa.Column("client_id", ID, nullable=False, index=True),
        sa.Column("student_ids", ARRAY(ID), nullable=False),
        sa.Column("lecturer_id", ID, nullable=False),
        sa.Column("is_cancelled", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def create_assessments() -> None:
    """One instrument in one session."""
    op.create_table(
        "assessments",
        sa.Column("assessment_id", ID, primary_key=True),
        sa.Column("session_id", ID, sa.ForeignKey("conversations.session_id", ondelete="RESTRICT"), nullable=False),
        sa.Column("client_id", ID, nullable=False, index=True),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("instrument_version", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("completed_at", INSTANT),
        sa.UniqueConstraint("session_id", "instrument", name="assessments_one_a_session"),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="assessments_language"),
        sa.CheckConstraint("version > 0", name="assessments_version"),
    )


def create_answers() -> None:
    """What the client told."""
    op.create_table(
        "answers",
        owner(),
        sa.Column("item", sa.Text, primary_key=True),
        sa.Column("competence", sa.SmallInteger),
        sa.Column("importance", sa.SmallInteger),
        sa.CheckConstraint("competence BETWEEN 1 AND 4", name="answers_competence"),
        sa.CheckConstraint("importance BETWEEN 1 AND 4", name="answers_importance"),
        sa.CheckConstraint("num_nonnulls(competence, importance) > 0", name="answers_something"),
    )
    op.create_table(
        "change_targets",
        owner(),
        sa.Column("place", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.UniqueConstraint("assessment_id", "item", name="change_targets_once"),
        sa.CheckConstraint("place BETWEEN 1 AND 4", name="change_targets_at_most_four"),
    )


def owner() -> sa.Column[object]:
    """The assessment that a row goes with."""
    parent = sa.ForeignKey("assessments.assessment_id", ondelete="CASCADE")
    return sa.Column("assessment_id", ID, parent, primary_key=True)
