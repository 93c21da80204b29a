"""Messages, the appointments they are about, and the lecturers' alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from shared.messaging.storage.migrations import create_event_core, drop_event_core

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the event core and notification's own tables."""
    create_event_core(op)
    create_message()
    create_appointment()
    create_alert()


def downgrade() -> None:
    """Remove them all."""
    for table in ("alert", "appointment", "message"):
        op.drop_table(table)
    drop_event_core(op)


def create_message() -> None:
    """A row for every message on its way, and the receipt of each that went."""
    op.create_table(
        "message",
        sa.Column("message_id", UUID(as_uuid=True), primary_key=True),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        _id("recipient_id"),
        _id("appointment_id", nullable=True),
        _id("alert_id", nullable=True),
        sa.Column("sequence", sa.Integer),
        _instant("previous_starts_at", nullable=True),
        sa.Column("position", sa.Integer),
        sa.Column("correlation_id", sa.Text, nullable=False),
        _instant("created_at"),
        _instant("due_at"),
        _instant("next_at"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text),
        _instant("sent_at", nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'undeliverable', 'dropped')", name="message_state"),
        sa.CheckConstraint("attempts >= 0", name="message_attempts"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="message_sent_at"),
        sa.CheckConstraint("last_error ~ '^[a-z0-9_]{1,60}$'", name="message_error_is_a_code"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("message_waiting", "message", ["lane", "next_at"], postgresql_where=waiting)
    op.create_index("message_of_appointment", "message", ["appointment_id"])
    op.create_index("message_of_recipient", "message", ["recipient_id"])
    about_an_alert = sa.text("alert_id IS NOT NULL")
    op.create_index("message_of_alert", "message", ["alert_id"], postgresql_where=about_an_alert)


def create_appointment() -> None:
    """Whose each appointment is."""
    op.create_table(
        "appointment",
        sa.Column("appointment_id", UUID(as_uuid=True), primary_key=True),
        _id("client_id", nullable=True),
        _id("lecturer_id"),
        sa.Column("student_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
        _instant("starts_at"),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.CheckConstraint("sequence >= 0", name="appointment_sequence"),
    )
    op.create_index("appointment_of_client", "appointment", ["client_id"])
    op.create_index("appointment_of_lecturer", "appointment", ["lecturer_id"])
    op.create_index("appointment_of_students", "appointment", ["student_ids"], postgresql_using="gin")


def create_alert() -> None:
    """The lecturers' alerts; a session has at most one that is open."""
    op.create_table(
        "alert",
        sa.Column("alert_id", UUID(as_uuid=True), primary_key=True),
        _id("session_id"),
        _id("lecturer_id"),
        _id("room_id"),
        sa.Column("student_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        _instant("detected_at"),
        _instant("opened_at"),
        _instant("alerted_at"),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("rounds_since_rating", sa.Integer, nullable=False),
        _instant("next_at", nullable=True),
        _instant("escalated_at", nullable=True),
        _instant("coordinators_told_at", nullable=True),
        _instant("acknowledged_at", nullable=True),
        _id("acknowledged_by", nullable=True),
        sa.CheckConstraint("round >= 1 AND rounds_since_rating >= 1", name="alert_round"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="alert_acknowledged_by_someone"
        ),
        sa.CheckConstraint("acknowledged_at IS NULL OR next_at IS NULL", name="alert_silent_once_acknowledged"),
    )
    not_acknowledged = sa.text("acknowledged_at IS NULL")
    op.create_index("alert_open", "alert", ["session_id"], unique=True, postgresql_where=not_acknowledged)


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.TIMESTAMP(timezone=True), nullable=nullable)
