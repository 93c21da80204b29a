"""When an appointment's conversation was started, and where the appointment stood before."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the version before does not know them, and leaves them empty."""
    op.execute("ALTER TABLE appointment ADD COLUMN begun_at timestamptz")
    op.execute(
        "ALTER TABLE appointment ADD COLUMN begun_from text CHECK (begun_from IN ('booked', 'cancelled', 'no_show'))"
    )


def downgrade() -> None:
    """Take them away."""
    op.execute("ALTER TABLE appointment DROP COLUMN begun_at, DROP COLUMN begun_from")
