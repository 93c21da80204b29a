"""The statements that read a trace from the event core's tables, each by an index."""

COMMANDS = """
    SELECT request, traceparent, received_at FROM command_receipts
    WHERE trace_id = ANY(CAST(:traces AS uuid[])) ORDER BY received_at LIMIT :most
    """

EVENTS = """
    SELECT event_id, type, subject, payload, created_at, published_at, is_unrouted FROM outbox
    WHERE trace_id = ANY(CAST(:traces AS uuid[])) OR event_id = ANY(CAST(:events AS uuid[]))
    ORDER BY id LIMIT :most
    """

# Both tables' indexes begin with the handler: each handler's name is stepped to, and its events are looked up.
_BY_HANDLER = """
    WITH RECURSIVE known AS (
      SELECT min(handler) AS handler FROM {table} WHERE event_id IS NOT NULL
      UNION ALL
      SELECT (SELECT min(handler) FROM {table} WHERE event_id IS NOT NULL AND handler > known.handler)
      FROM known WHERE known.handler IS NOT NULL)
    SELECT {columns} FROM known JOIN {table} AS found USING (handler)
    WHERE found.event_id = ANY(CAST(:events AS uuid[]))
    """
HEARD = _BY_HANDLER.format(table="inbox", columns="handler, found.event_id, found.heard_at")
PARKED = _BY_HANDLER.format(
    table="parked",
    columns="handler, found.event_id, found.reason, found.attempts, found.state, found.parked_at, found.next_at,"
    " found.ended_at",
)

SINCE = "SELECT handler, type, since FROM hearings"

EVENT = "SELECT event_id, trace_id, payload FROM outbox WHERE event_id = CAST(:event AS uuid)"

# No index: a sequential scan, which the caller limits in time.
CORRELATED = """
    SELECT event_id, trace_id FROM outbox WHERE position(:attribute IN payload) > 0 ORDER BY id DESC LIMIT :most
    """
