"""The follow-ups in PostgreSQL: one row for each appointment that is to be followed."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from services.booking.adapters.mappers import decision_of, follow_up_of, values_of
from services.booking.adapters.tables import follow_up, follow_up_decision
from services.booking.domain.decision import Decision
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
        wanted = sa.select(follow_up).where(
            follow_up.c.state.in_(["proposed", "waiting"]), sa.not_(follow_up.c.awaits_conversation)
        )
        return sorted((follow_up_of(row) for row in self._connection.execute(wanted)), key=lambda each: each.urgency)

    def fallen(self) -> list[FollowUp]:
        wanted = sa.select(follow_up).where(follow_up.c.fell_through.is_not(None))
        rows = self._connection.execute(wanted.order_by(follow_up.c.fell_through_at, follow_up.c.follows_id))
        return [follow_up_of(row) for row in rows]

    def decide(self, decision: Decision) -> None:
        self._connection.execute(sa.insert(follow_up_decision).values(**values_of(decision)))

    def decisions(self, follows_id: UUID) -> list[Decision]:
        wanted = sa.select(follow_up_decision).where(follow_up_decision.c.follows_id == follows_id)
        return [decision_of(row) for row in self._connection.execute(wanted.order_by(follow_up_decision.c.id))]

    def forget(self, client_id: UUID) -> None:
        for table in (follow_up_decision, follow_up):
            self._connection.execute(sa.delete(table).where(table.c.client_id == client_id))
