"""The event core's tables in the migrations of each service: created, and brought from version to version."""

from __future__ import annotations

from typing import Any

from shared.messaging.storage.tables import metadata

_TRACES = (
    "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS trace_id uuid",
    "CREATE INDEX IF NOT EXISTS outbox_trace ON outbox (trace_id)",
    "ALTER TABLE command_receipts ADD COLUMN IF NOT EXISTS traceparent text, ADD COLUMN IF NOT EXISTS trace_id uuid",
    "CREATE INDEX IF NOT EXISTS command_receipts_trace ON command_receipts (trace_id)",
    "CREATE INDEX IF NOT EXISTS command_receipts_received ON command_receipts USING brin (received_at)",
    "ALTER TABLE parked ADD COLUMN IF NOT EXISTS forgiven integer NOT NULL DEFAULT 0",
    "CREATE INDEX IF NOT EXISTS parked_unreadable ON parked (sha256(raw))"
    " WHERE event_id IS NULL AND state IN ('waiting', 'dead')",
)


def create_event_core(op: Any) -> None:
    """Create the event core's tables as they are today: the first step of a service's first migration."""
    metadata.create_all(op.get_bind())


def add_traces_and_desk(op: Any) -> None:
    """Bring an event core of the first release to traces and the desk's audit; what is there already stays."""
    for statement in _TRACES:
        op.execute(statement)
    metadata.create_all(op.get_bind())


def drop_traces_and_desk(op: Any) -> None:
    """Undo ``add_traces_and_desk``."""
    op.execute("DROP TABLE desk_acts, hearings")
    op.execute("ALTER TABLE outbox DROP COLUMN trace_id")
    op.execute("ALTER TABLE command_receipts DROP COLUMN traceparent, DROP COLUMN trace_id")
    op.execute("ALTER TABLE parked DROP COLUMN forgiven")
    op.execute("DROP INDEX command_receipts_received, parked_unreadable")


def add_surplus(op: Any) -> None:
    """Bring an event core of before to what reconciling needs to find and acknowledge a surplus."""
    op.execute("CREATE INDEX IF NOT EXISTS inbox_heard ON inbox USING brin (heard_at)")
    metadata.create_all(op.get_bind())


def drop_surplus(op: Any) -> None:
    """Undo ``add_surplus``."""
    op.execute("DROP INDEX inbox_heard")
    op.execute("DROP TABLE acknowledged_surplus")


def add_receipt_owners(op: Any) -> None:
    """Have receipts know their client; whose the earlier ones are nobody knows, so they are forgotten, but for the key.

    What the version before still writes meanwhile is without an owner too, and goes with the next erasure.
    """
    op.execute("ALTER TABLE command_receipts ADD COLUMN IF NOT EXISTS client_id uuid")
    op.execute("CREATE INDEX IF NOT EXISTS command_receipts_client ON command_receipts (client_id)")
    op.execute("UPDATE command_receipts SET reply = NULL, request_hash = ''")


def drop_receipt_owners(op: Any) -> None:
    """Undo ``add_receipt_owners``."""
    op.execute("ALTER TABLE command_receipts DROP COLUMN client_id")


def drop_event_core(op: Any) -> None:
    """Undo ``create_event_core``."""
    metadata.drop_all(op.get_bind())
