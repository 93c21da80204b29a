"""Removes what the event core no longer needs, by age, in small batches, on the leading replica."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, TextClause, text

from shared.messaging.kernel import metrics
from shared.messaging.kernel.options import MessagingOptions, messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage.event_ids import first_id_at

BATCH = 1_000
_BREATH = 0.05  # seconds between batches, for others to get their turn
_LAST_ID = UUID(int=2**128 - 1)
_AHEAD = timedelta(days=1)  # beyond it no id of version 7 is; ids of version 4, from before, are nearly all there
_CUTOFF = "clock_timestamp() - make_interval(secs => :seconds)"


def _walk(table: str, born: str, is_over: str) -> TextClause:
    # From the oldest number on, past those that must stay; the age is looked at again once the row is locked.
    return text(
        f"""
        WITH oldest AS (SELECT id, {born} FROM {table} WHERE id > :after ORDER BY id LIMIT :most),
        gone AS (DELETE FROM {table} USING oldest WHERE {table}.id = oldest.id AND {is_over} RETURNING 1)
        SELECT (SELECT count(*) FROM gone), max(id), max({born}) < {_CUTOFF} FROM oldest
        """
    )


_OUTBOX = _walk("outbox", "created_at", f"outbox.published_at < {_CUTOFF}")
_PARKED = _walk("parked", "parked_at", f"parked.state IN ('done', 'discarded') AND parked.ended_at < {_CUTOFF}")
_HANDLERS = text(
    """
    WITH RECURSIVE known AS (
      SELECT min(handler) AS handler FROM inbox
      UNION ALL
      SELECT (SELECT min(handler) FROM inbox WHERE handler > known.handler) FROM known WHERE handler IS NOT NULL)
    SELECT handler FROM known WHERE handler IS NOT NULL
    """
)
# What is parked still needs its row: it may have been delivered, and acted on, more than once.
_INBOX = text(
    f"""
    DELETE FROM inbox WHERE handler = :handler AND event_id IN (
      SELECT event_id FROM inbox
      WHERE handler = :handler AND event_id > :first AND event_id < :last AND heard_at < {_CUTOFF}
        AND NOT EXISTS (SELECT FROM parked WHERE parked.handler = inbox.handler AND parked.event_id = inbox.event_id
                        AND parked.state IN ('waiting', 'dead'))
      ORDER BY event_id LIMIT :most)
    """
)
_RECEIPTS = text(
    f"""
    DELETE FROM command_receipts WHERE key IN (
      SELECT key FROM command_receipts WHERE received_at < {_CUTOFF} LIMIT :most)
    """
)


class Pruner(Loop):
    """Looks once in a while for what is old enough."""

    name = "pruning"

    def __init__(self, context: ServiceContext) -> None:
        super().__init__(context)
        self.context = context
        self._service = context.settings.service

    def run_once(self) -> None:
        """Remove all that is too old, then rest."""
        self.status.report(is_up=True)
        if not self.context.leadership.wait(messaging_options().poll_interval):
            return
        for table, count in prune(self.context.engine, messaging_options()):
            metrics.PRUNED.labels(self._service, table).inc(count)
            self.status.report(is_up=True)
            self.pause(_BREATH)
            if self.is_stopping:
                return
        self._rest(messaging_options().prune_every)

    def wake(self) -> None:
        """Cut the waiting short."""
        self.context.leadership.stop_waiting()

    def _rest(self, seconds: float) -> None:
        while seconds > 0 and not self.is_stopping:
            part = min(seconds, messaging_options().stuck_after / 2)
            self.pause(part)
            self.status.report(is_up=True)
            seconds -= part


def prune(engine: Engine, plan: MessagingOptions) -> Iterator[tuple[str, int]]:
    """Each batch as it is removed: its table and how many rows."""
    for table, statement, keep in (
        ("outbox", _OUTBOX, plan.outbox_retention),
        ("parked", _PARKED, plan.parked_retention),
    ):
        yield from _each_walk(engine, table, statement, keep)
    with connected(engine) as connection:
        handlers = list(connection.execute(_HANDLERS).scalars())
    before = datetime.now(UTC) - plan.inbox_retention
    for handler in handlers:
        for first, last in ((UUID(int=0), first_id_at(before)), (first_id_at(datetime.now(UTC) + _AHEAD), _LAST_ID)):
            told = {"handler": handler, "first": first, "last": last}
            yield from _each_batch(engine, "inbox", _INBOX, plan.inbox_retention, told)
    yield from _each_batch(engine, "command_receipts", _RECEIPTS, plan.idempotency_key_retention, {})


def _each_walk(engine: Engine, table: str, statement: TextClause, keep: timedelta) -> Iterator[tuple[str, int]]:
    after, is_more = 0, True
    while is_more:
        told = {"after": after, "most": BATCH, "seconds": keep.total_seconds()}
        with connected(engine) as connection:
            count, after, is_more = connection.execute(statement, told).one()
        yield table, count


def _each_batch(
    engine: Engine, table: str, statement: TextClause, keep: timedelta, told: dict[str, object]
) -> Iterator[tuple[str, int]]:
    count = BATCH
    while count == BATCH:
        with connected(engine) as connection:
            count = _deleted(connection, statement, {**told, "most": BATCH, "seconds": keep.total_seconds()})
        yield table, count


def _deleted(connection: Connection, statement: TextClause, told: dict[str, object]) -> int:
    return connection.execute(statement, told).rowcount
