"""Receipts of commands know which client they are about, and are forgotten with them."""

from alembic import op

from shared.messaging.storage.migrations import add_receipt_owners, drop_receipt_owners

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the owner; forget what was asked and replied before."""
    add_receipt_owners(op)


def downgrade() -> None:
    """Take it away."""
    drop_receipt_owners(op)
