"""A backlog: events of which nothing has been published yet, written by one statement."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import psycopg

from shared.contracts.cloudevents import SEQUENCE_DIGITS, UNKNOWN, encode, source_of
from shared.messaging.storage.outbox import CHANNEL
from tests.bench.draining.stack import Counted, Drained

SUBJECTS = 1000
_ID, _SUBJECT, _SEQUENCE, _NUMBER = UUID(int=1), UUID(int=2), "the sequence", 4021964

# The ids are those of version 7, which sort by the time at which they were made, as the product's do.
_FILL = f"""
    INSERT INTO outbox (id, event_id, type, subject, payload)
    SELECT id, event_id, %(type)s, subject::text,
           replace(replace(replace(replace(%(payload)s,
             %(id)s, event_id::text), %(subject)s, subject::text),
             %(sequence)s, lpad(id::text, {SEQUENCE_DIGITS}, '0')), %(number)s, number::text)
    FROM (SELECT nextval(pg_get_serial_sequence('outbox', 'id')) AS id, number,
                 (lpad(to_hex(number), 12, '0') || '70008' || substr(md5(number::text), 1, 15))::uuid AS event_id,
                 md5((number %% {SUBJECTS})::text)::uuid AS subject
          FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number) AS made
    """


def fill(connection: psycopg.Connection, first: int, last: int) -> None:
    """Commit the events of these numbers, and wake the relay."""
    event = Counted(_SUBJECT, _NUMBER)
    payload = encode(event, _ID, source_of("bench", Drained.name), datetime.now(UTC), _SEQUENCE, UNKNOWN)
    values = {"payload": payload, "type": event.__event__.name}  # type: ignore[attr-defined]
    places = {"id": str(_ID), "subject": str(_SUBJECT), "sequence": _SEQUENCE, "number": str(_NUMBER)}
    with connection.transaction():
        connection.execute(_FILL, {**values, **places, "first": first, "last": last})
        connection.execute("SELECT pg_notify(%s, '')", [CHANNEL])
