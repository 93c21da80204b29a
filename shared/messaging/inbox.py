"""The inbox: which handler has acted on which event."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

Claim = tuple[str, UUID, str]
"""Handler, event id, event type."""

_CLAIM = text(
    """
    INSERT INTO inbox (handler, event_id, type)
    SELECT * FROM unnest(CAST(:handlers AS text[]), CAST(:ids AS uuid[]), CAST(:types AS text[]))
    ON CONFLICT DO NOTHING RETURNING handler, event_id
    """
)


def claim(connection: Connection, claims: Sequence[Claim]) -> set[tuple[str, UUID]]:
    """Those that nobody had claimed; a claim of another transaction in progress is waited for."""
    if not claims:
        return set()
    # In one order everywhere, so that two replicas with the same events wait for each other and do not deadlock.
    handlers, ids, types = zip(*sorted(claims, key=lambda each: (each[0], each[1])), strict=True)
    fresh = connection.execute(_CLAIM, {"handlers": list(handlers), "ids": list(ids), "types": list(types)})
    return {(row.handler, row.event_id) for row in fresh}
