"""Receipts of commands: the same key again returns the first reply and changes nothing.

A receipt knows which client its command was about. When that client is erased, what was asked and replied goes; the key
stays, so that the command is not done anew for somebody who is to be forgotten.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, text

from shared.contracts.registry import REQUESTS, request_spec
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
_KEEP = text("UPDATE command_receipts SET reply = :reply, client_id = CAST(:client_id AS uuid) WHERE key = :key")
# Whose a receipt is that a version before this one wrote, or a command that did not say, nobody knows: it goes too.
_FORGET = text(
    """
    UPDATE command_receipts SET reply = NULL, request_hash = ''
    WHERE client_id = :client_id OR (client_id IS NULL AND request = ANY(CAST(:requests AS text[])))
    """
)


def claim(connection: Connection, key: str, request: str, hash: str) -> bytes | None:
    """The stored reply of an earlier run, or None and the key is ours; waits for a run that is in progress.

    ``request`` is the request's name, ``hash`` stands for all that it says. Refused as `command_forgotten` where its
    client has been erased, and as `idempotency_key_reused` where the key came with another request.
    """
    span = current_span()
    traced = {"traceparent": span.traceparent if span else None, "trace_id": span.trace_id if span else None}
    values = {"key": key, "request": request, "hash": hash, **traced}
    if connection.execute(_CLAIM, values).scalar() is not None:
        return None
    found = connection.execute(_FIND, {"key": key}).one()
    if found.reply is None:
        raise conflict("command_forgotten")
    if found.request_hash != hash:
        raise conflict("idempotency_key_reused")
    return str(found.reply).encode()


def keep(connection: Connection, key: str, reply: bytes, client_id: UUID | None = None) -> None:
    """Store the reply with the transaction's effects, and which client it is about."""
    connection.execute(_KEEP, {"key": key, "reply": reply.decode(), "client_id": client_id})


def forget(connection: Connection, client_id: UUID) -> None:
    """Forget what was asked and replied of a client.

    To be called once the client's rows are locked: whoever holds one has then kept a receipt that this finds, and
    whoever waits for one finds nothing to tell.
    """
    about = [name for name, contract in REQUESTS.items() if _is_of_client(contract)]
    connection.execute(_FORGET, {"client_id": client_id, "requests": about})


def _is_of_client(contract: type) -> bool:
    spec = request_spec(contract)
    return spec.is_command and spec.of_client
