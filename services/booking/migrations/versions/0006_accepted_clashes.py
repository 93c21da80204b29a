"""Decisions that an appointment is held although somebody's hours do not cover it."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the version before knows nothing of it."""
    op.execute(
        """
        CREATE TABLE accepted_clash (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            appointment_id uuid NOT NULL REFERENCES appointment (id),
            person_id uuid NOT NULL REFERENCES person (id),
            appointment_version integer NOT NULL CHECK (appointment_version > 0),
            cause text NOT NULL CHECK (cause IN ('away', 'outside_hours')),
            available tstzmultirange NOT NULL,
            accepted_by uuid,
            accepted_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX accepted_clash_of ON accepted_clash (appointment_id, person_id, accepted_at)")


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE accepted_clash")
