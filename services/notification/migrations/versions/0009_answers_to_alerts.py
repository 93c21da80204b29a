"""Alerts know what they call to, who took them over, and which coordinators have acknowledged for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what the version before writes stands for a conversation in a room, answered for all."""
    op.add_column("appointment", sa.Column("conversation", sa.Text, nullable=False, server_default="booked"))
    known = "conversation IN ('booked', 'under_way', 'closed', 'called_off')"
    op.create_check_constraint("appointment_conversation", "appointment", known)
    for name in ("is_beforehand", "is_taken_over"):
        op.add_column("alert", sa.Column(name, sa.Boolean, nullable=False, server_default="false"))
    op.add_column("alert", sa.Column("asks_since", sa.TIMESTAMP(timezone=True)))
    by_someone = "acknowledged_at IS NOT NULL OR NOT is_taken_over"
    op.create_check_constraint("alert_taken_over_by_someone", "alert", by_someone)
    settled = sa.text("acknowledged_at IS NOT NULL")
    op.create_index("alert_settled", "alert", ["acknowledged_at"], postgresql_where=settled)
    op.create_table(
        "alert_acknowledgement",
        sa.Column("alert_id", UUID(as_uuid=True), sa.ForeignKey("alert.alert_id"), primary_key=True),
        sa.Column("person_id", UUID(as_uuid=True), primary_key=True),
        sa.Column("acknowledged_at", sa.TIMESTAMP(timezone=True), primary_key=True),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("alert_acknowledgement")
    op.drop_index("alert_settled", "alert")
    op.drop_constraint("alert_taken_over_by_someone", "alert")
    for name in ("asks_since", "is_taken_over", "is_beforehand"):
        op.drop_column("alert", name)
    op.drop_constraint("appointment_conversation", "appointment")
    op.drop_column("appointment", "conversation")
