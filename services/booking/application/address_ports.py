"""What booking needs to keep of the addresses that clients had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from services.booking.domain.former_address import FormerAddress


class FormerAddresses(Protocol):
    """The addresses that clients had before staff changed them."""

    def add(self, former: FormerAddress) -> None:
        """Keep one beside the earlier ones."""

    def find(self, former_address_id: UUID) -> FormerAddress | None:
        """One of them, until its client is erased."""

    def latest_of(self, client_ids: Sequence[UUID]) -> Mapping[UUID, FormerAddress]:
        """The one that each of these clients had last."""

    def forget(self, client_id: UUID) -> None:
        """Delete the client's."""
