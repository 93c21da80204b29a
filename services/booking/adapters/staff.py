"""The people and the rooms in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, func

from services.booking.adapters.mappers import person_of, room_of, values_of
from services.booking.adapters.tables import person, room
from services.booking.application.ports import NameTaken
from services.booking.domain.staff import Person, PersonRole, Room


class SqlStaff:
    """People, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Person) -> None:
        _write(self._connection, sa.insert(person).values(**values_of(new)))

    def save(self, changed: Person) -> None:
        _write(self._connection, sa.update(person).where(person.c.id == changed.id).values(**values_of(changed)))

    def person(self, person_id: UUID) -> Person | None:
        return self.by_ids([person_id]).get(person_id)

    def by_ids(self, person_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
        rows = self._connection.execute(sa.select(person).where(person.c.id.in_(list(person_ids))))
        return {row.id: person_of(row) for row in rows}

    def everyone(self) -> list[Person]:
        return self._named(sa.select(person))

    def of(self, roles: Sequence[PersonRole]) -> list[Person]:
        return self._named(sa.select(person).where(person.c.is_active, person.c.role.in_(roles)))

    def _named(self, wanted: sa.Select[tuple[object, ...]]) -> list[Person]:
        rows = self._connection.execute(wanted.order_by(func.lower(person.c.name), person.c.id))
        return [person_of(row) for row in rows]


class SqlRooms:
    """Rooms, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Room) -> None:
        _write(self._connection, sa.insert(room).values(**values_of(new)))

    def save(self, changed: Room) -> None:
        _write(self._connection, sa.update(room).where(room.c.id == changed.id).values(**values_of(changed)))

    def room(self, room_id: UUID) -> Room | None:
        row = self._connection.execute(sa.select(room).where(room.c.id == room_id)).one_or_none()
        return room_of(row) if row else None

    def everywhere(self) -> list[Room]:
        rows = self._connection.execute(sa.select(room).order_by(room.c.campus, room.c.name))
        return [room_of(row) for row in rows]


def _write(connection: Connection, statement: sa.Insert | sa.Update) -> None:
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except sa.exc.IntegrityError as error:
        if isinstance(error.orig, UniqueViolation):
            raise NameTaken from error
        raise
