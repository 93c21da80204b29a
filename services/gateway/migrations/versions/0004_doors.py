"""Allowances, which all replicas share, and browsers in which somebody has signed in.

Revision 0004. The table of failed sign-ins stays: the version before counts in it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allowances",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("whole_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("subject ~ '^[0-9a-f]{64}$'", name="allowances_subject"),
    )
    op.create_index("allowances_whole_at", "allowances", ["whole_at"])
    op.create_table(
        "known_browsers",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("signed_in_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name="known_browsers_token_hash"),
    )
    op.create_index("known_browsers_account", "known_browsers", ["account_id"])


def downgrade() -> None:
    for table in ("known_browsers", "allowances"):
        op.drop_table(table)
