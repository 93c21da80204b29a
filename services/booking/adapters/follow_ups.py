"""The follow-ups in PostgreSQL: one row for each appointment that is to be followed."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from services.booking.adapters.rows import follow_up_of, values_of
from services.booking.adapters.tables import follow_up
from services.booking.domain.follow_up import FollowUp


class SqlFollowUps:
    """Follow-ups, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, changed: FollowUp) -> None:
        saved = sa.update(follow_up).where(follow_up.c.follows_id == changed.follows_id)
        if self._connection.execute(saved.values(**values_of(changed))).rowcount == 0:
            self._connection.execute(sa.insert(follow_up).values(**values_of(changed)))

    def of(self, follows_id: UUID) -> FollowUp | None:
        row = self._connection.execute(sa.select(follow_up).where(follow_up.c.follows_id == follows_id)).one_or_none()
        return follow_up_of(row) if row else None

    def unsettled(self) -> list[FollowUp]:
        rows = self._connection.execute(sa.select(follow_up).where(follow_up.c.state.in_(["proposed", "waiting"])))
        return sorted((follow_up_of(row) for row in rows), key=lambda each: each.urgency)

    def forget(self, client_id: UUID) -> None:
        self._connection.execute(sa.delete(follow_up).where(follow_up.c.client_id == client_id))
