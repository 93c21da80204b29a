"""Outboxes and inboxes as they are after a history that a test tells, for reconciling without a service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from shared.db import engine_for
from shared.messaging.broker.port import QueueContents
from shared.messaging.reconciliation.event_counts import EventCounts
from shared.messaging.reconciliation.reconcile import Reconciliation, Report
from shared.messaging.reconciliation.sql_event_counts import SqlEventCounts
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage.event_ids import new_event_id
from shared.messaging.storage.subscriptions import HandlerBinding
from shared.messaging.storage.tables import hearings, inbox, outbox, parked

TYPE = "session.rated.v1"
HEARD: dict[str, tuple[HandlerBinding, ...]] = {
    "session": (),
    "booking": (("rated", TYPE), ("also_rated", TYPE)),
}
NOW = datetime.now(UTC)


class Ledgers:
    """The databases of session, which sends, and of booking, which hears it twice."""

    def __init__(self, session_url: str, booking_url: str) -> None:
        self.engines = {
            "session": engine_for(session_url, "hyke-session"),
            "booking": engine_for(booking_url, "hyke-booking"),
        }
        self.heard_since(NOW - timedelta(days=400))

    def close(self) -> None:
        """Leave no connection."""
        for engine in self.engines.values():
            engine.dispose()

    def heard_since(self, since: datetime) -> None:
        """Both handlers are there since then."""
        rows = [{"handler": handler, "type": type, "since": since} for handler, type in HEARD["booking"]]
        self._write("booking", sa.delete(hearings))
        self._write("booking", hearings.insert(), rows)

    def sent(self, count: int, ago: timedelta, **columns: object) -> list[UUID]:
        """Events that left the outbox right when they were made, unless the columns say otherwise."""
        ids = [new_event_id(NOW - ago) for _ in range(count)]
        told = {"type": TYPE, "subject": "s", "payload": "{}", "published_at": NOW - ago, **columns}
        self._write("session", outbox.insert(), [{"event_id": event_id, **told} for event_id in ids])
        return ids

    def heard(self, ids: Sequence[UUID], *handlers: str) -> None:
        """They took effect."""
        rows = [{"handler": handler, "event_id": event_id, "type": TYPE} for event_id in ids for handler in handlers]
        self._write("booking", inbox.insert(), rows)

    def put_aside(self, ids: Sequence[UUID], state: str, *handlers: str) -> None:
        """They are among the parked events, in this state."""
        told = {"type": TYPE, "raw": b"", "reason": "", "error": "", "state": state}
        rows = [{"handler": handler, "event_id": event_id, **told} for event_id in ids for handler in handlers]
        self._write("booking", parked.insert(), rows)

    def sent_again(self, ids: Sequence[UUID]) -> None:
        """They are due once more."""
        self._write("session", sa.update(outbox).where(outbox.c.event_id.in_(ids)).values(published_at=None))

    def reconcile(
        self,
        held: QueueContents | None = None,
        since: timedelta = timedelta(days=7),
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Report:
        """The report; between its two looks passes no time, but something may happen."""
        books: dict[str, EventCounts] = {
            name: SqlEventCounts(partial(connected, engine), HEARD[name]) for name, engine in self.engines.items()
        }
        look = Reconciliation(books, HEARD, lambda _: held or QueueContents(0), lambda _: meanwhile())
        return look.run(datetime.now(UTC), NOW - since)

    def _write(self, service: str, statement: sa.Executable, rows: Sequence[dict[str, object]] = ({},)) -> None:
        with self.engines[service].begin() as connection:
            if rows:
                connection.execute(statement, list(rows))
