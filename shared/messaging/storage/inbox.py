"""The inbox: which handler has acted on which event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from shared.db import driver_of, text_array


class Claim(NamedTuple):
    """A handler's claim on an event; one with a subject gives way to parked events of that subject."""

    handler: str
    event_id: UUID
    type: str
    subject: str = ""


class Claimed(NamedTuple):
    """What came of claims: those that nobody had made before, and the subjects that parked events hold."""

    fresh: set[tuple[str, UUID]]
    held: set[str]


# One round trip for both questions.
_CLAIM = """
    WITH held AS MATERIALIZED (
      SELECT DISTINCT subject FROM parked
      WHERE subject = ANY(%(subjects)s::text[]) AND state IN ('waiting', 'dead') AND handler <> ''),
    fresh AS (
      INSERT INTO inbox (handler, event_id, type)
      SELECT handler, event_id, type
      FROM unnest(%(handlers)s::text[], %(ids)s::uuid[], %(types)s::text[], %(subjects)s::text[])
           AS claim (handler, event_id, type, subject)
      WHERE subject NOT IN (SELECT subject FROM held)
      ON CONFLICT DO NOTHING RETURNING handler, event_id)
    SELECT handler, event_id, NULL AS subject FROM fresh
    UNION ALL SELECT NULL, NULL, subject FROM held
    """


def claim(connection: Connection, claims: Sequence[Claim]) -> Claimed:
    """Claim events for their handlers; a claim of another transaction in progress is waited for."""
    if not claims:
        return Claimed(set(), set())
    # In one order everywhere, so that two replicas with the same events wait for each other and do not deadlock.
    handlers, ids, types, subjects = zip(*sorted(claims), strict=True)
    columns = {"handlers": handlers, "ids": map(str, ids), "types": types, "subjects": subjects}
    asked = {name: text_array(values) for name, values in columns.items()}
    found = driver_of(connection).execute(_CLAIM, asked).fetchall()
    fresh = {(handler, event_id) for handler, event_id, subject in found if subject is None}
    return Claimed(fresh, {subject for _, _, subject in found if subject is not None})
