"""Messages and alerts know the work that made them, so that what is done later goes on in the same trace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the span of that work; rows from before know none."""
    for table in ("message", "alert"):
        op.add_column(table, sa.Column("traceparent", sa.Text))
    op.create_index("message_trace", "message", [sa.text("substr(traceparent, 4, 32)")])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("message_trace", "message")
    for table in ("message", "alert"):
        op.drop_column(table, "traceparent")
