"""The addresses that clients had before staff changed them, and who did."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the version before changes addresses without it, and tells nobody."""
    op.execute(
        """
        CREATE TABLE former_address (
            id uuid PRIMARY KEY,
            client_id uuid NOT NULL REFERENCES client (id),
            email text NOT NULL,
            changed_at timestamptz NOT NULL,
            changed_by uuid
        )
        """
    )
    op.execute("CREATE INDEX former_address_of_client ON former_address (client_id, changed_at)")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE former_address")
