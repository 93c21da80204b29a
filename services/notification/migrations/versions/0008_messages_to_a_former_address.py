"""A message may go to an address that its recipient had before."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; the version before leaves such messages to this one, for it does not know their template."""
    op.execute("ALTER TABLE message ADD COLUMN former_address_id uuid")


def downgrade() -> None:
    """Take it away."""
    op.execute("ALTER TABLE message DROP COLUMN former_address_id")
