"""Follow-ups that came to nothing, what was decided about them, and those that await their conversation."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HOW = "('cancelled', 'missed', 'declined', 'lapsed', 'undecided', 'not_held')"
ADD = f"""
ALTER TABLE follow_up
    ADD COLUMN awaits_conversation boolean NOT NULL DEFAULT false,
    ADD COLUMN given_up_at timestamptz,
    ADD COLUMN fell_through text CHECK (fell_through IN {HOW}),
    ADD COLUMN fell_through_at timestamptz,
    ADD CONSTRAINT follow_up_fell_whole CHECK (num_nulls(fell_through, fell_through_at) IN (0, 2)),
    ADD CONSTRAINT follow_up_awaits CHECK (state = 'waiting' OR NOT awaits_conversation) NOT VALID;
CREATE INDEX follow_up_fallen ON follow_up (fell_through_at) WHERE fell_through IS NOT NULL;

CREATE TABLE follow_up_decision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follows_id uuid NOT NULL REFERENCES appointment (id),
    client_id uuid NOT NULL REFERENCES client (id),
    fell_through text CHECK (fell_through IN {HOW}),
    outcome text NOT NULL
        CHECK (outcome IN ('reached', 'time_offered', 'time_confirmed', 'client_declined', 'handed_over')),
    decided_at timestamptz NOT NULL,
    decided_by uuid,
    note text NOT NULL
);
CREATE INDEX follow_up_decision_of ON follow_up_decision (follows_id);
CREATE INDEX follow_up_decision_client ON follow_up_decision (client_id);
"""


def upgrade() -> None:
    """Add them; the version before does not know the columns, and its new rows fall through nowhere."""
    for statement in ADD.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TABLE follow_up_decision")
    op.execute("ALTER TABLE follow_up DROP CONSTRAINT follow_up_awaits")
    for column in ("fell_through_at", "fell_through", "given_up_at", "awaits_conversation"):
        op.execute(f"ALTER TABLE follow_up DROP COLUMN {column}")
