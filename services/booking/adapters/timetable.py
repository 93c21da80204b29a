"""People's hours in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from services.booking.adapters.tables import dated_exception, weekly_hours
from services.booking.domain.calendar import DatedException, Hours, WeeklyHours


class SqlTimetable:
    """Weekly hours and exceptions, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hours(self, person_ids: Sequence[UUID], first: date) -> Mapping[UUID, Hours]:
        weekly = self._weekly(person_ids)
        exceptions = self._exceptions(person_ids, first)
        return {
            person_id: Hours(tuple(weekly.get(person_id, ())), tuple(exceptions.get(person_id, ())))
            for person_id in person_ids
        }

    def set_weekly(self, person_id: UUID, weekly: Sequence[WeeklyHours]) -> None:
        self._connection.execute(sa.delete(weekly_hours).where(weekly_hours.c.person_id == person_id))
        rows = [
            {"person_id": person_id, "weekday": each.weekday, "starts": each.starts, "ends": each.ends}
            for each in weekly
        ]
        if rows:
            self._connection.execute(sa.insert(weekly_hours), rows)

    def set_exceptions(self, person_id: UUID, first: date, exceptions: Sequence[DatedException]) -> None:
        self._connection.execute(
            sa.delete(dated_exception).where(dated_exception.c.person_id == person_id, dated_exception.c.on >= first)
        )
        rows = [
            {
                "person_id": person_id,
                "on": each.on,
                "is_available": each.is_available,
                "starts": each.starts,
                "ends": each.ends,
            }
            for each in exceptions
        ]
        if rows:
            self._connection.execute(sa.insert(dated_exception), rows)

    def _weekly(self, person_ids: Sequence[UUID]) -> Mapping[UUID, list[WeeklyHours]]:
        table = weekly_hours.c
        wanted = sa.select(weekly_hours).where(table.person_id.in_(person_ids))
        found: dict[UUID, list[WeeklyHours]] = {}
        for row in self._connection.execute(wanted.order_by(table.weekday, table.starts, table.ends)):
            found.setdefault(row.person_id, []).append(WeeklyHours(row.weekday, row.starts, row.ends))
        return found

    def _exceptions(self, person_ids: Sequence[UUID], first: date) -> Mapping[UUID, list[DatedException]]:
        table = dated_exception.c
        wanted = sa.select(dated_exception).where(table.person_id.in_(person_ids), table.on >= first)
        found: dict[UUID, list[DatedException]] = {}
        for row in self._connection.execute(wanted.order_by(table.on, table.id)):
            exception = DatedException(row.on, row.is_available, row.starts, row.ends)
            found.setdefault(row.person_id, []).append(exception)
        return found
