"""The event core's tables, accounts, sign-ins and failures to sign in.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

from shared.messaging.storage.migrations import create_event_core, drop_event_core

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_event_core(op)
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("username", sa.Text, nullable=False, unique=True),
        sa.Column("person_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.CheckConstraint("username ~ '^[a-z0-9][a-z0-9._-]{1,62}$'", name="accounts_username"),
        sa.CheckConstraint("role IN ('coordinator', 'lecturer', 'student')", name="accounts_role"),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name="accounts_language"),
        sa.CheckConstraint("password_hash LIKE '$argon2id$%'", name="accounts_password_hash"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.account_id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name="sign_ins_token_hash"),
        sa.CheckConstraint("kind IN ('cookie', 'bearer')", name="sign_ins_kind"),
        sa.CheckConstraint("seen_at >= started_at", name="sign_ins_order"),
    )
    op.create_index("sign_ins_account", "sign_ins", ["account_id"])
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_failed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("failures >= 0", name="sign_in_failures_count"),
    )


def downgrade() -> None:
    for table in ("sign_in_failures", "sign_ins", "accounts"):
        op.drop_table(table)
    drop_event_core(op)
