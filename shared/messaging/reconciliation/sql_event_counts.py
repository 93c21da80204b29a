"""Reads a service's books from its own tables, over ranges of ids and never over all that ever was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from shared.contracts.requests.books import (
    MOST,
    AcknowledgedEffect,
    HeardSince,
    Sent,
    SentEvent,
    Settled,
    SettledEvent,
    Span,
    StrayEffect,
)
from shared.messaging.kernel.options import messaging_options
from shared.messaging.storage.subscriptions import HandlerBinding

Connect = Callable[[], AbstractContextManager[Connection]]

# An id of version 7 begins with its millisecond and ends in chance: the exclusive or of the ends tells two sets apart.
_PART = "width_bucket(event_id, CAST(:starts AS uuid[])) - 1"
_DIGEST = " | ".join(f"get_byte(uuid_send(event_id), {10 + place})::bigint << {40 - 8 * place}" for place in range(6))
_WITHIN = "event_id >= :first AND event_id < :last AND get_byte(uuid_send(event_id), 6) & 240 = 112"

_SENT = text(
    f"""
    SELECT type, {_PART} AS part, count(published_at), count(*) - count(published_at),
           coalesce(bit_xor({_DIGEST}) FILTER (WHERE published_at IS NOT NULL), 0)
    FROM outbox WHERE {_WITHIN} AND NOT is_unrouted AND type = ANY(:types) GROUP BY 1, 2
    """
)
_EVENTS_SENT = """
    SELECT event_id, CASE WHEN published_at IS NULL THEN 'due' WHEN is_unrouted THEN 'unrouted'
                          WHEN published_at > clock_timestamp() - make_interval(secs => :grace) THEN 'young'
                          ELSE 'left' END
    FROM outbox WHERE
    """
_SENT_EVENTS = text(f"{_EVENTS_SENT} {_WITHIN} AND NOT is_unrouted AND type = :type")
_SENT_AMONG = text(f"{_EVENTS_SENT} event_id = ANY(:ids)")

# A message that never reached a handler stands for every handler of its type.
_ASIDE = """
    SELECT DISTINCT ON (heard.handler, parked.event_id) heard.handler, heard.type, parked.event_id,
           CASE state WHEN 'discarded' THEN 'discarded' ELSE 'parked' END AS state,
           EXISTS (SELECT FROM inbox WHERE inbox.handler = heard.handler AND inbox.event_id = parked.event_id) AS is_in
    FROM unnest(CAST(:handlers AS text[]), CAST(:heard AS text[])) AS heard (handler, type)
    JOIN parked ON parked.handler IN (heard.handler, '') AND parked.type = heard.type AND parked.state <> 'done'
    WHERE {where} ORDER BY heard.handler, parked.event_id, parked.state = 'discarded'
    """
_SETTLED = text(
    f"""
    WITH aside AS ({_ASIDE.format(where=_WITHIN)})
    SELECT handler, type, {_PART} AS part, sum(effects), sum(parked), sum(discarded), bit_xor(digest) FROM (
      SELECT handler, type, event_id, 1 AS effects, 0 AS parked, 0 AS discarded, {_DIGEST} AS digest
      FROM inbox WHERE handler = ANY(:handlers) AND {_WITHIN} AND type = ANY(:types)
      UNION ALL
      SELECT handler, type, event_id, CASE WHEN is_in AND state = 'discarded' THEN -1 ELSE 0 END,
             CASE WHEN state = 'parked' AND NOT is_in THEN 1 ELSE 0 END,
             CASE WHEN state = 'discarded' THEN 1 ELSE 0 END,
             CASE WHEN is_in THEN 0 ELSE {_DIGEST} END
      FROM aside WHERE type = ANY(:types)) AS settled
    GROUP BY 1, 2, 3
    """
)
_EVENTS = """
    WITH aside AS ({aside})
    SELECT handler, event_id, coalesce((SELECT 'discarded' FROM aside WHERE aside.handler = inbox.handler
      AND aside.event_id = inbox.event_id AND aside.state = 'discarded'), 'effect')
    FROM inbox WHERE handler = ANY(:handlers) AND {where} {type}
    UNION ALL
    SELECT handler, event_id, state FROM aside WHERE NOT is_in {type}
    """
_AMONG = "event_id = ANY(:ids)"
_SETTLED_EVENTS = text(_EVENTS.format(aside=_ASIDE.format(where=_WITHIN), where=_WITHIN, type="AND type = :type"))
_SETTLED_AMONG = text(_EVENTS.format(aside=_ASIDE.format(where=_AMONG), where=_AMONG, type=""))
# An event that was parked and took effect long after it was made is no stray: its outbox row may be pruned by now.
_STRAYS = text(
    f"""
    SELECT handler, type, event_id FROM inbox
    WHERE heard_at >= to_timestamp(:start / 1000.0) AND heard_at < to_timestamp(:end / 1000.0)
      AND handler = ANY(:handlers) AND NOT ({_WITHIN})
      AND NOT (event_id < :pruned AND EXISTS (SELECT FROM parked WHERE parked.handler = inbox.handler
                                              AND parked.event_id = inbox.event_id))
    ORDER BY heard_at LIMIT :most
    """
)
_ACKNOWLEDGED = text("SELECT handler, event_id FROM acknowledged_surplus WHERE event_id = ANY(:ids)")
_HEARINGS = text("SELECT handler, type, floor(extract(epoch FROM since) * 1000)::bigint FROM hearings")
# What its own connections are named like; the role that reads sees those of its kind.
_WORK = text(
    """
    SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'hyke-%' AND pid <> pg_backend_pid()
    """
)


class SqlEventCounts:
    """The books of a service with these handlers, in the database that ``connect`` opens."""

    def __init__(self, connect: Connect, hearings: Sequence[HandlerBinding]) -> None:
        self._connect = connect
        self._handlers = {
            "handlers": [handler for handler, _ in hearings],
            "heard": [type for _, type in hearings],
        }

    def hearings(self) -> Sequence[HeardSince]:
        """Since when its handlers hear what they hear."""
        return [HeardSince(*row) for row in self._rows(_HEARINGS, {})]

    def work_seconds(self) -> float:
        """For how long the service has had a transaction open."""
        return float(self._rows(_WORK, {})[0][0])

    def sent(self, span: Span, width: int, types: Sequence[str]) -> Sequence[Sent]:
        """What its outbox holds."""
        told = {**_range(span), "starts": _starts(span, width), "types": list(types)}
        return [Sent(*row) for row in self._rows(_SENT, told)]

    def settled(self, span: Span, width: int, types: Sequence[str]) -> Sequence[Settled]:
        """What its handlers have settled."""
        told = {**_range(span), **self._handlers, "starts": _starts(span, width), "types": list(types)}
        return [Settled(row[0], row[1], *map(int, row[2:])) for row in self._rows(_SETTLED, told)]

    def sent_events(self, span: Span, type: str, grace: float) -> Sequence[SentEvent]:
        """The events of a type in its outbox."""
        return [SentEvent(*row) for row in self._rows(_SENT_EVENTS, {**_range(span), "type": type, "grace": grace})]

    def settled_events(self, span: Span, type: str) -> Sequence[SettledEvent]:
        """The events of a type that its handlers have settled."""
        told = {**_range(span), **self._handlers, "type": type}
        return [SettledEvent(*row) for row in self._rows(_SETTLED_EVENTS, told)]

    def sent_among(self, ids: Sequence[UUID], grace: float) -> Sequence[SentEvent]:
        """Those that its outbox has."""
        return [SentEvent(*row) for row in self._rows(_SENT_AMONG, {"ids": list(ids), "grace": grace})]

    def settled_among(self, ids: Sequence[UUID]) -> Sequence[SettledEvent]:
        """Those that its handlers have settled."""
        return [SettledEvent(*row) for row in self._rows(_SETTLED_AMONG, {**self._handlers, "ids": list(ids)})]

    def strays(self, span: Span) -> Sequence[StrayEffect]:
        """Events that took effect within the span and whose ids are not of it."""
        pruned = _first(max(span.end - int(messaging_options().outbox_retention.total_seconds() * 1000), 0))
        told = {**_range(span), **self._handlers, "start": span.start, "end": span.end, "pruned": pruned, "most": MOST}
        return [StrayEffect(*row) for row in self._rows(_STRAYS, told)]

    def acknowledged(self, ids: Sequence[UUID]) -> Sequence[AcknowledgedEffect]:
        """The surplus effects among these that a person took note of."""
        return [AcknowledgedEffect(*row) for row in self._rows(_ACKNOWLEDGED, {"ids": list(ids)})]

    def _rows(self, statement: TextClause, values: Mapping[str, object]) -> Sequence[Any]:
        with self._connect() as connection:
            return connection.execute(statement, values).all()


def _range(span: Span) -> dict[str, object]:
    return {"first": _first(span.start), "last": _first(span.end)}


def _starts(span: Span, width: int) -> list[UUID]:
    return [_first(start) for start in range(span.start, span.end, width)]


def _first(millisecond: int) -> UUID:
    return UUID(int=millisecond << 80)
