"""Traces in the event core, and what people do about failed events."""

from alembic import op

from shared.messaging.storage.migrations import add_traces_and_desk, drop_traces_and_desk

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    add_traces_and_desk(op)


def downgrade() -> None:
    """Take them away."""
    drop_traces_and_desk(op)
