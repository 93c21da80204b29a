"""Who is to be where, in PostgreSQL: everything that tells of clashes in one reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, func
from sqlalchemy.dialects.postgresql import Range, aggregate_order_by

from services.booking.adapters.mappers import appointment_of
from services.booking.adapters.tables import accepted_clash, appointment, dated_exception, person, weekly_hours
from services.booking.domain.appointment import OPEN
from services.booking.domain.calendar import DatedException, Hours, WeeklyHours
from services.booking.domain.clash import Acceptance, ClashCause, Duty
from services.booking.domain.staff import Person
from services.booking.domain.time_range import TimeRange
from shared.contracts.vocabulary import Language

Row = sa.Row[tuple[object, ...]]


class SqlDuties:
    """Duties and decisions, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def coming(
        self, now: datetime, first: date, person_id: UUID | None = None, appointment_id: UUID | None = None
    ) -> list[Duty]:
        wanted = _duties(first).where(
            appointment.c.state.in_([state.value for state in sorted(OPEN)]), appointment.c.starts_at > now
        )
        if person_id:
            wanted = wanted.where(person.c.id == person_id)
        if appointment_id:
            wanted = wanted.where(appointment.c.id == appointment_id)
        rows = self._connection.execute(wanted.order_by(appointment.c.starts_at, appointment.c.id, person.c.id)).all()
        first_of = {row.person_id: row for row in rows}  # each person is read once, however many duties they have
        known = {person_id: (_person_of(row), _hours_of(row)) for person_id, row in first_of.items()}
        return [_duty_of(row, *known[row.person_id]) for row in rows]

    def accept(self, acceptance: Acceptance) -> None:
        self._connection.execute(
            sa.insert(accepted_clash).values(
                appointment_id=acceptance.appointment_id,
                person_id=acceptance.person_id,
                appointment_version=acceptance.appointment_version,
                cause=acceptance.cause.value,
                available=[Range(span.starts_at, span.ends_at) for span in acceptance.available],
                accepted_by=acceptance.accepted_by,
                accepted_at=acceptance.accepted_at,
            )
        )


def _duties(first: date) -> sa.Select[tuple[object, ...]]:
    member = sa.or_(person.c.id == appointment.c.lecturer_id, person.c.id == sa.any_(appointment.c.student_ids))
    latest = (
        sa.select(accepted_clash)
        .where(accepted_clash.c.appointment_id == appointment.c.id, accepted_clash.c.person_id == person.c.id)
        .order_by(accepted_clash.c.accepted_at.desc(), accepted_clash.c.id.desc())
        .limit(1)
        .lateral("latest")
    )
    weekly, exceptions = _weekly(), _exceptions(first)
    decided = ("appointment_version", "cause", "available", "accepted_by", "accepted_at")
    return sa.select(
        *appointment.c,
        *(column.label(f"person_{column.name}") for column in person.c),
        *(latest.c[name] for name in decided),
        weekly.c.weekly,
        exceptions.c.exceptions,
    ).select_from(
        appointment.join(person, member)
        .outerjoin(weekly, weekly.c.person_id == person.c.id)
        .outerjoin(exceptions, exceptions.c.person_id == person.c.id)
        .outerjoin(latest, sa.true())
    )


def _weekly() -> sa.Subquery:
    table = weekly_hours.c
    each = func.jsonb_build_array(table.weekday, table.starts, table.ends)
    in_order = aggregate_order_by(each, table.weekday, table.starts, table.ends)
    grouped = sa.select(table.person_id, func.jsonb_agg(in_order).label("weekly")).group_by(table.person_id)
    return grouped.subquery("hours")


def _exceptions(first: date) -> sa.Subquery:
    table = dated_exception.c
    each = func.jsonb_build_array(table.on, table.is_available, table.starts, table.ends)
    in_order = aggregate_order_by(each, table.on, table.id)
    grouped = sa.select(table.person_id, func.jsonb_agg(in_order).label("exceptions")).where(table.on >= first)
    return grouped.group_by(table.person_id).subquery("differing")


def _duty_of(row: Row, who: Person, hours: Hours) -> Duty:
    return Duty(appointment=appointment_of(row), person=who, hours=hours, acceptance=_acceptance_of(row))


def _person_of(row: Row) -> Person:
    return Person(
        id=row.person_id,
        role=row.person_role,
        name=row.person_name,
        email=row.person_email,
        phone=row.person_phone,
        language=Language(row.person_language),
        is_active=row.person_is_active,
    )


def _hours_of(row: Row) -> Hours:
    weekly = [WeeklyHours(weekday, _time(starts), _time(ends)) for weekday, starts, ends in row.weekly or ()]
    exceptions = [
        DatedException(date.fromisoformat(on), is_available, starts and _time(starts), ends and _time(ends))
        for on, is_available, starts, ends in row.exceptions or ()
    ]
    return Hours(tuple(weekly), tuple(exceptions))


def _acceptance_of(row: Row) -> Acceptance | None:
    if row.accepted_at is None:
        return None
    return Acceptance(
        appointment_id=row.id,
        person_id=row.person_id,
        appointment_version=row.appointment_version,
        cause=ClashCause(row.cause),
        available=_spans(row.available),
        accepted_by=row.accepted_by,
        accepted_at=row.accepted_at,
    )


def _spans(ranges: Sequence[Range[datetime]]) -> tuple[TimeRange, ...]:
    return tuple(TimeRange(each.lower, each.upper) for each in ranges if each.lower and each.upper)


def _time(text: str) -> time:
    return time.fromisoformat(text)
