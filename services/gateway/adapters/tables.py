"""The gateway's tables: accounts, sign-ins, what the door keeps. No personal data but usernames."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

accounts = sa.Table(
    "accounts",
    metadata,
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

sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.account_id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column("seen_at", sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name="sign_ins_token_hash"),
    sa.CheckConstraint("kind IN ('cookie', 'bearer')", name="sign_ins_kind"),
    sa.CheckConstraint("seen_at >= started_at", name="sign_ins_order"),
    sa.Index("sign_ins_account", "account_id"),
)

# How often what was done, by the keyed hash of an account, an address, a mailbox; what is whole again is swept.
allowances = sa.Table(
    "allowances",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("whole_at", sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("subject ~ '^[0-9a-f]{64}$'", name="allowances_subject"),
    sa.Index("allowances_whole_at", "whole_at"),
)

known_browsers = sa.Table(
    "known_browsers",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Uuid, sa.ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("signed_in_at", sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("token_hash ~ '^[0-9a-f]{64}$'", name="known_browsers_token_hash"),
    sa.Index("known_browsers_account", "account_id"),
)

# Used by the version before, which may still be serving; a later version takes it away.
sign_in_failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_failed_at", sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("failures >= 0", name="sign_in_failures_count"),
)
