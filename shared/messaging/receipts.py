"""Receipts of commands: the same key again returns the first reply and changes nothing."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import Connection, text

from shared.messaging.letters import Request
from shared.refusal import conflict
from shared.tracing import current_span

_CLAIM = text(
    """
    INSERT INTO command_receipts (key, request, request_hash, traceparent, trace_id)
    VALUES (:key, :request, :hash, :traceparent, CAST(:trace_id AS uuid))
    ON CONFLICT DO NOTHING RETURNING key
    """
)
_FIND = text("SELECT request_hash, reply FROM command_receipts WHERE key = :key")
_KEEP = text("UPDATE command_receipts SET reply = :reply WHERE key = :key")


def claim(connection: Connection, request: Request, key: str) -> bytes | None:
    """The stored reply of an earlier run, or None and the key is ours; waits for a run that is in progress."""
    hash, span = _hash(request), current_span()
    traced = {"traceparent": span.traceparent if span else None, "trace_id": span.trace_id if span else None}
    values = {"key": key, "request": request.name, "hash": hash, **traced}
    if connection.execute(_CLAIM, values).scalar() is not None:
        return None
    found = connection.execute(_FIND, {"key": key}).one()
    if found.request_hash != hash:
        raise conflict("idempotency_key_reused")
    return str(found.reply).encode()


def keep(connection: Connection, key: str, reply: bytes) -> None:
    """Store the reply with the transaction's effects."""
    connection.execute(_KEEP, {"key": key, "reply": reply.decode()})


def _hash(request: Request) -> str:
    # The actor is part of it: nobody reads another's reply by guessing a key.
    who = [request.actor.role.value, str(request.actor.id)]
    told = json.dumps([request.name, request.data, who], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()
