"""How a consent was given, who of the staff recorded it, and when one was taken back.

A consent from before says nothing of how: it was given by the client's own hand, or by a coordinator for them. One that
was taken back before left no trace, and looks like one that was never given.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = {"consent_how": "text", "consent_recorded_by": "uuid", "consent_withdrawn_at": "timestamptz"}


def upgrade() -> None:
    """Add the columns, which the version before leaves empty."""
    for name, kind in COLUMNS.items():
        op.execute(f"ALTER TABLE client ADD COLUMN {name} {kind}")
    op.execute("ALTER TABLE client ADD CONSTRAINT consent_how_known CHECK (consent_how IN ('self', 'paper', 'spoken'))")


def downgrade() -> None:
    """Take them away."""
    for name in COLUMNS:
        op.execute(f"ALTER TABLE client DROP COLUMN {name}")
