"""From an id that somebody holds to the traces and events that one service keeps of it."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import Connection, text

from shared.messaging.tracing import queries as queries
from shared.messaging.tracing.entries import MOST, Wanted

PATIENCE = 10
"""Seconds that a service's events are looked through for, where no index helps."""


def by_event(connection: Connection, event_id: UUID) -> tuple[Wanted, str | None]:
    """The trace of an event, or the event by itself where it has none; beside it, its correlation id."""
    row = connection.execute(text(queries.EVENT), {"event": event_id}).one_or_none()
    if row is None:
        return Wanted(), None
    return _wanted(row.trace_id, row.event_id), json.loads(row.payload).get("correlationid")


def by_correlation(connection: Connection, correlation_id: str) -> Wanted:
    """The traces of all events with this correlation id; looks through every event, for ``PATIENCE`` seconds at most.

    Raises sqlalchemy's OperationalError when that was not enough.
    """
    # As the encoder writes it: within a text of the payload the quotation marks would be escaped.
    attribute = f'"correlationid":{json.dumps(correlation_id, ensure_ascii=False)}'
    connection.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}s'"))
    rows = connection.execute(text(queries.CORRELATED), {"attribute": attribute, "most": MOST}).all()
    found = [_wanted(row.trace_id, row.event_id) for row in rows]
    return Wanted(
        frozenset(trace for each in found for trace in each.traces),
        frozenset(event for each in found for event in each.events),
    )


def _wanted(trace_id: UUID | None, event_id: UUID) -> Wanted:
    return Wanted(traces=frozenset({trace_id})) if trace_id else Wanted(events=frozenset({event_id}))
