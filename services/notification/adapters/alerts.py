"""Alerts in PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.notification.adapters.tables import alert as table
from services.notification.adapters.tables import alert_acknowledgement as acknowledgements
from services.notification.domain.alert import ESCALATE_AFTER, Acknowledgement, Alert

OPEN = table.c.acknowledged_at.is_(None) & table.c.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True)
class SqlAlerts:
    """The port Alerts on one connection."""

    connection: sa.Connection

    def get_for_update(self, alert_id: UUID) -> Alert | None:
        """See the port."""
        return self._one(sa.select(table).where(table.c.alert_id == alert_id).with_for_update())

    def get(self, alert_id: UUID) -> Alert | None:
        """See the port."""
        return self._one(sa.select(table).where(table.c.alert_id == alert_id))

    def open_of(self, session_id: UUID) -> Alert | None:
        """See the port."""
        return self._one(sa.select(table).where(OPEN, table.c.session_id == session_id).with_for_update())

    def due(self, now: datetime) -> Sequence[Alert]:
        """See the port."""
        unanswered = table.c.escalated_at.is_(None) & (table.c.opened_at <= now - ESCALATE_AFTER)
        query = sa.select(table).where(OPEN, sa.or_(table.c.next_at <= now, unanswered))
        return self._oldest_first(query.with_for_update(skip_locked=True))

    def untold(self) -> Sequence[Alert]:
        """See the port."""
        escalated = table.c.escalated_at.is_not(None) & table.c.coordinators_told_at.is_(None)
        return self._oldest_first(sa.select(table).where(OPEN, escalated))

    def all_open(self) -> Sequence[Alert]:
        """See the port."""
        return self._oldest_first(sa.select(table).where(OPEN))

    def settled_since(self, since: datetime) -> Sequence[Alert]:
        """See the port."""
        query = sa.select(table).where(table.c.acknowledged_at >= since)
        return self._all(query.order_by(table.c.acknowledged_at.desc(), table.c.alert_id))

    def save(self, alert: Alert) -> None:
        """See the port."""
        facts: dict[str, Any] = {field.name: getattr(alert, field.name) for field in fields(alert)}
        answered = facts.pop("acknowledgements")
        facts["student_ids"] = list(alert.student_ids)
        kept = insert(table).values(facts)
        self.connection.execute(kept.on_conflict_do_update(index_elements=["alert_id"], set_=facts))
        for each in answered:  # a few at most: the coordinators of one university
            values = {"alert_id": alert.alert_id, "person_id": each.person_id, "acknowledged_at": each.acknowledged_at}
            self.connection.execute(insert(acknowledgements).values(values).on_conflict_do_nothing())

    def _one(self, query: sa.Select[Any]) -> Alert | None:
        return next(iter(self._all(query)), None)

    def _oldest_first(self, query: sa.Select[Any]) -> Sequence[Alert]:
        return self._all(query.order_by(table.c.detected_at, table.c.alert_id))

    def _all(self, query: sa.Select[Any]) -> Sequence[Alert]:
        rows = self.connection.execute(query).mappings().all()
        answered = self._acknowledgements([row["alert_id"] for row in rows]) if rows else {}
        return [alert_of(row, answered.get(row["alert_id"], ())) for row in rows]

    def _acknowledgements(self, alert_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Acknowledgement]]:
        theirs = sa.select(acknowledgements).where(acknowledgements.c.alert_id.in_(alert_ids))
        found: dict[UUID, list[Acknowledgement]] = defaultdict(list)
        for row in self.connection.execute(theirs.order_by(acknowledgements.c.acknowledged_at)):
            found[row.alert_id].append(Acknowledgement(row.person_id, row.acknowledged_at))
        return found


def alert_of(row: sa.RowMapping, answered: Sequence[Acknowledgement]) -> Alert:
    """The alert that a row keeps."""
    values: dict[str, Any] = dict(row)
    return Alert(**values | {"student_ids": tuple(values["student_ids"]), "acknowledgements": tuple(answered)})
