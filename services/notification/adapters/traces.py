"""What notification keeps of a trace beside its events: the mails. No address and no word of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.notification.adapters.tables import TRACE_OF_MESSAGE
from services.notification.adapters.tables import message as table
from services.notification.domain.message import MessageState
from shared.messaging.tracing.entries import MOST, TraceEntry, span_key


def steps(connection: sa.Connection, traces: Collection[UUID]) -> list[TraceEntry]:
    """The mails of these traces, each beneath the work that wrote it."""
    wanted = [trace.hex for trace in traces]
    query = sa.select(table).where(TRACE_OF_MESSAGE.in_(wanted)).order_by(table.c.created_at).limit(MOST)
    return [_mail(row) for row in connection.execute(query)]


def _mail(row: Any) -> TraceEntry:
    times: dict[str, datetime] = {"due": row.due_at} if row.due_at > row.created_at else {}
    if row.state == MessageState.WAITING.value:
        times["next try"] = row.next_at
    if row.sent_at:
        times["sent"] = row.sent_at
    facts: dict[str, str | int] = {"message_id": str(row.message_id), "state": row.state, "attempts": row.attempts}
    facts |= {"reason": row.last_error} if row.last_error else {}
    parents = (span_key("notification", row.traceparent),)
    return TraceEntry(
        "mail", "notification", row.template, f"mail/{row.message_id}", row.created_at, parents, "", times, facts
    )
