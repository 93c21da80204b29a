"""What became of the appointment while the conversation was going on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the version before does not know it, and leaves it empty."""
    op.add_column("sessions", sa.Column("called_off_as", sa.Text(), nullable=True))
    op.create_check_constraint("called_off_as_known", "sessions", "called_off_as IN ('cancelled', 'no_show')")


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sessions", "called_off_as")
