"""What reconciling needs to find effects of foreign events, and to let a person acknowledge them."""

from alembic import op

from shared.messaging.storage.migrations import add_surplus, drop_surplus

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    add_surplus(op)


def downgrade() -> None:
    """Take it away."""
    drop_surplus(op)
