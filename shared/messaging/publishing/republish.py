"""Sends events again that are missing somewhere: harmless where they have taken effect, for the inbox knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from shared.messaging.storage import outbox, parked


@dataclass(frozen=True, slots=True)
class MissingEvent:
    """An event of this outbox that a handler (``service.handler``) has not settled."""

    event_id: UUID
    type: str
    handler: str


_AGAIN = text(
    """
    UPDATE outbox SET published_at = NULL, is_unrouted = false
    WHERE event_id = ANY(:ids) AND published_at IS NOT NULL RETURNING event_id
    """
)
_NOTE = text(
    """
    INSERT INTO desk_acts (act, actor, handler, event_id, type, why)
    VALUES ('republish', :actor, :handler, :event_id, :type, :why)
    """
)
_WAKE = text(f"SELECT pg_notify('{outbox.CHANNEL}', '')")


def republish(connection: Connection, missed: Sequence[MissingEvent], actor: str, why: str) -> int:
    """Have the relay publish these once more, each with a note of who asked; how many are to leave."""
    leaving = set(connection.execute(_AGAIN, {"ids": list({each.event_id for each in missed})}).scalars())
    who = {"actor": parked.storable(actor), "why": parked.storable(why)}
    notes = [
        {"handler": each.handler, "event_id": each.event_id, "type": each.type, **who}
        for each in missed
        if each.event_id in leaving
    ]
    if notes:
        connection.execute(_NOTE, notes)
        connection.execute(_WAKE)
    return len(leaving)
