"""Alerts in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.notification.adapters.tables import alert as table
from services.notification.domain.alert import ESCALATE_AFTER, Alert

OPEN = table.c.acknowledged_at.is_(None) & table.c.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True)
class SqlAlerts:
    """The port Alerts on one connection."""

    connection: sa.Connection

    def get(self, alert_id: UUID) -> Alert | None:
        """See the port."""
        return self._one(sa.select(table).where(table.c.alert_id == alert_id).with_for_update())

    def open_of(self, session_id: UUID) -> Alert | None:
        """See the port."""
        return self._one(sa.select(table).where(OPEN, table.c.session_id == session_id).with_for_update())

    def due(self, now: datetime) -> Sequence[Alert]:
        """See the port."""
        unanswered = table.c.escalated_at.is_(None) & (table.c.opened_at <= now - ESCALATE_AFTER)
        query = sa.select(table).where(OPEN, sa.or_(table.c.next_at <= now, unanswered))
        return self._all(query.with_for_update(skip_locked=True))

    def untold(self) -> Sequence[Alert]:
        """See the port."""
        escalated = table.c.escalated_at.is_not(None) & table.c.coordinators_told_at.is_(None)
        return self._all(sa.select(table).where(OPEN, escalated))

    def all_open(self) -> Sequence[Alert]:
        """See the port."""
        return self._all(sa.select(table).where(OPEN))

    def save(self, alert: Alert) -> None:
        """See the port."""
        facts: dict[str, Any] = {field.name: getattr(alert, field.name) for field in fields(alert)}
        facts["student_ids"] = list(alert.student_ids)
        kept = insert(table).values(facts)
        self.connection.execute(kept.on_conflict_do_update(index_elements=["alert_id"], set_=facts))

    def _one(self, query: sa.Select[Any]) -> Alert | None:
        row = self.connection.execute(query).mappings().one_or_none()
        return alert_of(row) if row else None

    def _all(self, query: sa.Select[Any]) -> Sequence[Alert]:
        ordered = query.order_by(table.c.detected_at, table.c.alert_id)
        return [alert_of(row) for row in self.connection.execute(ordered).mappings()]


def alert_of(row: sa.RowMapping) -> Alert:
    """The alert that a row keeps."""
    values: dict[str, Any] = dict(row)
    return Alert(**values | {"student_ids": tuple(values["student_ids"])})
