"""What was given up is counted for operators without reading every receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of those alone."""
    op.create_index("message_given_up", "message", ["next_at"], postgresql_where=sa.text("state = 'undeliverable'"))


def downgrade() -> None:
    """Take it away."""
    op.drop_index("message_given_up", "message")
