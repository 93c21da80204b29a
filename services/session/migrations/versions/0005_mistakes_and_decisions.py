"""Ratings that were taken back, calls without a rating, and what was decided about a follow-up at the close."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; the version before does not know them, and leaves them empty."""
    op.execute(
        """
        CREATE TABLE rating_withdrawals (
            rating_id uuid PRIMARY KEY REFERENCES stress_ratings (rating_id),
            session_id uuid NOT NULL REFERENCES sessions (session_id),
            withdrawn_at timestamptz NOT NULL,
            withdrawn_by uuid NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX rating_withdrawals_by_session ON rating_withdrawals (session_id)")
    op.execute(
        """
        ALTER TABLE sessions
            ADD COLUMN called_at timestamptz,
            ADD COLUMN follow_up_decided text
                CONSTRAINT follow_up_decided_known
                CHECK (follow_up_decided IN ('client_declined', 'not_needed', 'undecided')),
            ADD COLUMN follow_up_decided_at timestamptz,
            ADD COLUMN follow_up_decided_by uuid
        """
    )


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TABLE rating_withdrawals")
    for column in ("called_at", "follow_up_decided_by", "follow_up_decided_at", "follow_up_decided"):
        op.execute(f"ALTER TABLE sessions DROP COLUMN {column}")
