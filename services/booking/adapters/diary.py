"""The diary in PostgreSQL, where an exclusion constraint keeps appointments apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from psycopg.errors import DeadlockDetected, ExclusionViolation
from sqlalchemy import Connection, func
from sqlalchemy.dialects.postgresql import Range, distinct_on

from services.booking.adapters.mappers import appointment_of, appointment_values, engagement_values
from services.booking.adapters.tables import appointment, engagement
from services.booking.application.ports import SlotTaken
from services.booking.domain.appointment import OPEN, Appointment, State
from services.booking.domain.time_range import TimeRange

# One booking at a time for each person, room and client: two that collide would else deadlock inside the constraint.
_TAKE_TURNS = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:resource, 0))")


class SqlDiary:
    """Appointments and engagements, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, booked: Appointment) -> None:
        self._write(booked, sa.insert(appointment).values(**appointment_values(booked)))

    def move(self, moved: Appointment) -> None:
        self._write(moved, _update(moved))

    def save(self, changed: Appointment) -> None:
        self._connection.execute(_update(changed))
        if not changed.occupies:
            freed = sa.update(engagement).where(engagement.c.appointment_id == changed.id)
            self._connection.execute(freed.values(is_active=False))

    def appointment(self, appointment_id: UUID) -> Appointment | None:
        return self._one(sa.select(appointment).where(appointment.c.id == appointment_id))

    def get_for_update(self, appointment_id: UUID) -> Appointment | None:
        return self._one(
            sa.select(appointment).where(appointment.c.id == appointment_id).with_for_update(key_share=True)
        )

    def between(
        self, window: TimeRange, client_id: UUID | None = None, people: Sequence[UUID] = ()
    ) -> list[Appointment]:
        wanted = sa.select(appointment).where(
            appointment.c.starts_at >= window.starts_at, appointment.c.starts_at < window.ends_at
        )
        if client_id:
            wanted = wanted.where(appointment.c.client_id == client_id)
        for person_id in people:
            wanted = wanted.where(is_of(person_id))
        return self._many(wanted.order_by(appointment.c.starts_at, appointment.c.id))

    def open_of(self, client_id: UUID, now: datetime) -> list[Appointment]:
        wanted = sa.select(appointment).where(
            appointment.c.client_id == client_id,
            appointment.c.starts_at > now,
            appointment.c.state.in_([state.value for state in sorted(OPEN)]),
        )
        return self._many(wanted.order_by(appointment.c.starts_at))

    def next_of(self, client_ids: Sequence[UUID], now: datetime) -> Mapping[UUID, Appointment]:
        wanted = (
            sa.select(appointment)
            .ext(distinct_on(appointment.c.client_id))
            .where(
                appointment.c.client_id.in_(client_ids),
                appointment.c.ends_at > now,
                appointment.c.state.in_([State.HELD.value, State.BOOKED.value, State.UNDER_WAY.value]),
            )
            .order_by(appointment.c.client_id, appointment.c.starts_at)
        )
        return {found.client_id: found for found in self._many(wanted)}

    def passed_holds(self, now: datetime) -> list[Appointment]:
        wanted = sa.select(appointment).where(appointment.c.state == State.HELD.value, appointment.c.starts_at <= now)
        return self._many(wanted.order_by(appointment.c.starts_at, appointment.c.id))

    def busy(self, window: TimeRange, excluding: UUID | None = None) -> Mapping[UUID, list[TimeRange]]:
        wanted = sa.select(engagement.c.resource_id, engagement.c.busy).where(_is_in(window))
        if excluding:
            wanted = wanted.where(engagement.c.appointment_id != excluding)
        taken: dict[UUID, list[TimeRange]] = {}
        for resource_id, busy in self._connection.execute(wanted):
            taken.setdefault(resource_id, []).append(TimeRange(busy.lower, busy.upper))
        return taken

    def loads(self, window: TimeRange) -> Mapping[UUID, int]:
        counted = sa.select(engagement.c.resource_id, func.count()).where(_is_in(window))
        rows = self._connection.execute(counted.group_by(engagement.c.resource_id))
        return {row.resource_id: row[1] for row in rows}

    def forget(self, client_id: UUID) -> None:
        blanked = sa.update(appointment).where(appointment.c.client_id == client_id)
        self._connection.execute(blanked.values(reason=None, focus=None))

    def _write(self, written: Appointment, row: sa.Insert | sa.Update) -> None:
        engagements = engagement_values(written)
        try:
            with self._connection.begin_nested():
                for each in engagements:
                    self._connection.execute(_TAKE_TURNS, {"resource": str(each["resource_id"])})
                self._connection.execute(row)
                self._connection.execute(sa.delete(engagement).where(engagement.c.appointment_id == written.id))
                self._connection.execute(sa.insert(engagement), engagements)
        except sa.exc.DBAPIError as error:
            if isinstance(error.orig, ExclusionViolation | DeadlockDetected):
                raise SlotTaken from error
            raise

    def _one(self, wanted: sa.Select[tuple[object, ...]]) -> Appointment | None:
        row = self._connection.execute(wanted).one_or_none()
        return appointment_of(row) if row else None

    def _many(self, wanted: sa.Select[tuple[object, ...]]) -> list[Appointment]:
        return [appointment_of(row) for row in self._connection.execute(wanted)]


def is_of(person_id: UUID) -> sa.ColumnElement[bool]:
    """Whether the person is the lecturer or a student of an appointment."""
    return sa.or_(appointment.c.lecturer_id == person_id, appointment.c.student_ids.contains([person_id]))


def _update(changed: Appointment) -> sa.Update:
    return sa.update(appointment).where(appointment.c.id == changed.id).values(**appointment_values(changed))


def _is_in(window: TimeRange) -> sa.ColumnElement[bool]:
    return sa.and_(engagement.c.is_active, engagement.c.busy.overlaps(Range(window.starts_at, window.ends_at)))
