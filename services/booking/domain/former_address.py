"""An address that a client had before staff changed it: told of the change, and kept to know who did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerAddress:
    """Until when a client's e-mail was this one, and who replaced it; nobody where an operator did."""

    id: UUID
    client_id: UUID
    email: str
    changed_at: datetime
    changed_by: UUID | None
