"""Two services: one whose outbox is full, and one that hears what leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.registry import event
from shared.messaging import Transaction, Transactions, handles_batch
from shared.messaging.service import Background

EFFECTS = "CREATE TABLE effects (number bigint NOT NULL)"  # no key: a duplicate must be able to show
_NOTE = sa.text("INSERT INTO effects SELECT unnest(CAST(:numbers AS bigint[]))")


@event("drained.counted.v1", subject="counter_id")
@dataclass(frozen=True, slots=True)
class Counted:
    """A counter went to a number."""

    counter_id: UUID
    number: int


class Drained:
    """Publishes what is in its outbox."""

    name = "drained"
    transactions = Transactions()
    background = Background()


class Hearing:
    """Keeps the numbers that it hears."""

    name = "hearing"

    @handles_batch(Counted)
    def counted(self, events: Sequence[Counted], tx: Transaction) -> None:
        numbers: Any = [each.number for each in events]
        tx.connection.execute(_NOTE, {"numbers": numbers})


STACK = (Drained, Hearing)
