"""A consent is kept as given; before it was only kept as withdrawn, and who had said nothing counted as consenting.

Nothing here says who had consented: the service asks booking about every session that it knows, once, within minutes of
its start. Until then answers of these clients are refused with the words to try again; the version before goes on
reading what it read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the instant, and whether booking was asked."""
    op.add_column("standings", sa.Column("given_at", sa.TIMESTAMP(timezone=True)))
    op.add_column("conversations", sa.Column("is_consent_asked", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("conversations", "is_consent_asked")
    op.drop_column("standings", "given_at")
