"""The outbox: events as rows, written with what they tell of, claimed by the relay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from shared.contracts.cloudevents import SEQUENCE_DIGITS
from shared.db import driver_of

CHANNEL = "hyke_outbox"


@dataclass(frozen=True, slots=True)
class Row:
    """An event on its way into the outbox; its own id holds the place of the sequence in the payload."""

    event_id: UUID
    type: str
    subject: str
    payload: str
    trace_id: str | None = None


class PendingEvent(NamedTuple):
    """An event that is to be published."""

    id: int
    event_id: str
    type: str
    subject: str
    payload: str


# One statement for all: it takes the numbers, and writes each into its payload as the sequence.
_WRITE = f"""
    INSERT INTO outbox (id, event_id, type, subject, trace_id, payload)
    SELECT id, event_id, type, subject, trace_id,
           replace(payload, '"sequence":"' || event_id || '"',
                            '"sequence":"' || lpad(id::text, {SEQUENCE_DIGITS}, '0') || '"')
    FROM (SELECT nextval(pg_get_serial_sequence('outbox', 'id')) AS id, row.*
          FROM unnest(%(ids)s::uuid[], %(types)s::text[], %(subjects)s::text[], %(traces)s::uuid[],
                      %(payloads)s::text[])
            AS row (event_id, type, subject, trace_id, payload)) AS numbered
    """
_WRITE_AND_WAKE = f"""
    WITH new AS ({_WRITE} RETURNING id)
    SELECT pg_notify('{CHANNEL}', '') FROM (SELECT count(*) FROM new) AS written
    """

_DUE = """
    SELECT id, event_id::text, type, subject, payload FROM outbox WHERE published_at IS NULL {}
    ORDER BY id LIMIT %(most)s
    """
_ALL = sql.SQL(_DUE).format(sql.SQL(""))
# What belongs to a subject that has one of the types to be left waits as well: its events leave in order.
_BUT_SOME = sql.SQL(_DUE).format(
    sql.SQL("AND subject NOT IN (SELECT subject FROM outbox WHERE published_at IS NULL AND type = ANY(%(later)s))")
)
_MARK = """
    UPDATE outbox SET published_at = clock_timestamp() - make_interval(secs => %(ago)s), is_unrouted = %(is_unrouted)s
    WHERE id = ANY(%(ids)s::bigint[])
    """


def write(connection: Connection, rows: Sequence[Row]) -> None:
    """Write events in order, as part of the transaction, whose commit wakes the relay wherever it is."""
    _write(connection, rows, _WRITE_AND_WAKE)


def write_silently(connection: Connection, rows: Sequence[Row]) -> None:
    """The same for a process that has the relay itself, and wakes it after the commit."""
    _write(connection, rows, _WRITE)


def _write(connection: Connection, rows: Sequence[Row], statement: str) -> None:
    if rows:
        told = {
            "ids": [str(row.event_id) for row in rows],
            "types": [row.type for row in rows],
            "subjects": [row.subject for row in rows],
            "traces": [row.trace_id for row in rows],
            "payloads": [row.payload for row in rows],
        }
        driver_of(connection).execute(statement, told)


def due(connection: psycopg.Connection, most: int, later: Sequence[str]) -> list[PendingEvent]:
    """The oldest unpublished events in order, but for the subjects of some types."""
    found = connection.execute(_BUT_SOME if later else _ALL, {"most": most, "later": list(later)}).fetchall()
    return list(map(PendingEvent._make, found))


def mark(connection: psycopg.Connection, ids: Sequence[int], ago: float, *, is_unrouted: bool = False) -> None:
    """Note that these were published so many seconds ago, and whether nobody hears them."""
    if ids:
        listed = "{" + ",".join(map(str, ids)) + "}"
        connection.execute(_MARK, {"ids": listed, "ago": ago, "is_unrouted": is_unrouted})
