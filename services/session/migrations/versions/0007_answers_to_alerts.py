"""A session shows who has answered its alert, and as what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = ("acknowledged_as", "is_taken_over", "coordinator_at", "coordinator_by", "calls_have_ended")


def upgrade() -> None:
    """Add it; of what was answered before is not known as what."""
    for name in ("alert_is_taken_over", "alert_calls_have_ended"):
        op.add_column("sessions", sa.Column(name, sa.Boolean, nullable=False, server_default="false"))
    op.add_column("sessions", sa.Column("alert_acknowledged_as", sa.Text))
    op.add_column("sessions", sa.Column("alert_coordinator_at", sa.TIMESTAMP(timezone=True)))
    op.add_column("sessions", sa.Column("alert_coordinator_by", UUID(as_uuid=True)))
    known = "alert_acknowledged_as IN ('lecturer', 'coordinator')"
    op.create_check_constraint("alert_acknowledged_as_known", "sessions", known)


def downgrade() -> None:
    """Take it away."""
    op.drop_constraint("alert_acknowledged_as_known", "sessions")
    for name in NEW:
        op.drop_column("sessions", f"alert_{name}")
