"""What was sent to whom, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.gateway.web.language import t
from services.gateway.web.rendering import directory
from shared.contracts.requests.notification import MessageView

_KINDS = {"waiting": "waiting", "sent": "done", "undeliverable": "acute", "dropped": "off"}


def receipts(messages: Sequence[MessageView], client_id: UUID, client_name: str) -> list[Mapping[str, Any]]:
    """The messages with their recipients by name."""
    return [_receipt(each, client_id, client_name) for each in messages]


def _receipt(message: MessageView, client_id: UUID, client_name: str) -> Mapping[str, Any]:
    is_clients = message.recipient_id == client_id
    return {
        "what": t(f"message.{message.template}"),
        "whom": client_name if is_clients else directory().person_name(message.recipient_id),
        "at": message.sent_at or message.due_at or message.created_at,
        "state": (t(f"message_state.{message.state}"), _KINDS[message.state]),
    }
