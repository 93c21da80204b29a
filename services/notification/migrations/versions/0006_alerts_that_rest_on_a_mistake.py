"""An alert whose rating was a mistake, which was taken back."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = "CREATE UNIQUE INDEX alert_open ON alert (session_id) WHERE acknowledged_at IS NULL"


def upgrade() -> None:
    """Add the columns; to the version before such an alert is one that stays open in silence."""
    op.execute("ALTER TABLE alert ADD COLUMN withdrawn_at timestamptz, ADD COLUMN withdrawn_by uuid")
    op.execute("DROP INDEX alert_open")
    op.execute(f"{OPEN} AND withdrawn_at IS NULL")


def downgrade() -> None:
    """Take them away; what was withdrawn counts as acknowledged by whoever took the rating back."""
    op.execute(
        "UPDATE alert SET acknowledged_at = withdrawn_at, acknowledged_by = withdrawn_by"
        " WHERE withdrawn_at IS NOT NULL AND acknowledged_at IS NULL"
    )
    op.execute("DROP INDEX alert_open")
    op.execute(OPEN)
    op.execute("ALTER TABLE alert DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_by")
