"""The addresses that clients had, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from services.booking.adapters.tables import former_address
from services.booking.domain.former_address import FormerAddress


class SqlFormerAddresses:
    """Former addresses, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, former: FormerAddress) -> None:
        values = {name: getattr(former, name) for name in FormerAddress.__dataclass_fields__}
        self._connection.execute(sa.insert(former_address).values(**values))

    def find(self, former_address_id: UUID) -> FormerAddress | None:
        row = self._connection.execute(
            sa.select(former_address).where(former_address.c.id == former_address_id)
        ).first()
        return _former(row) if row else None

    def latest_of(self, client_ids: Sequence[UUID]) -> Mapping[UUID, FormerAddress]:
        column = former_address.c
        wanted = sa.select(former_address).ext(distinct_on(column.client_id)).where(column.client_id.in_(client_ids))
        rows = self._connection.execute(wanted.order_by(column.client_id, column.changed_at.desc(), column.id))
        return {row.client_id: _former(row) for row in rows}

    def forget(self, client_id: UUID) -> None:
        self._connection.execute(sa.delete(former_address).where(former_address.c.client_id == client_id))


def _former(row: Any) -> FormerAddress:
    return FormerAddress(**row._mapping)
