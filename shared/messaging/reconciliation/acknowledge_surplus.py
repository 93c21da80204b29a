"""Keeps that a person took note of effects without an event in an outbox, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from shared.messaging.storage import parked


@dataclass(frozen=True, slots=True)
class SurplusEffect:
    """An event that took effect in a handler of this service and is in no outbox."""

    handler: str
    event_id: UUID
    type: str


_KEEP = text(
    """
    INSERT INTO acknowledged_surplus (handler, event_id, type, actor, why)
    VALUES (:handler, :event_id, :type, :actor, :why) ON CONFLICT DO NOTHING
    """
)


def acknowledge_surplus(connection: Connection, effects: Sequence[SurplusEffect], actor: str, why: str) -> None:
    """Keep who took note of these effects and why; the first to do so stays."""
    who = {"actor": parked.storable(actor), "why": parked.storable(why)}
    connection.execute(
        _KEEP, [{"handler": each.handler, "event_id": each.event_id, "type": each.type, **who} for each in effects]
    )
