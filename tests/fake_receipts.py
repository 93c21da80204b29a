"""Receipts in memory, as use cases see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class FakeReceipts:
    """Remembers whom commands were about, in order."""

    clients: list[UUID] = field(default_factory=list)

    def concerns(self, client_id: UUID) -> None:
        self.clients.append(client_id)
