"""The register of clients in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, func

from services.booking.adapters.diary import is_of
from services.booking.adapters.mappers import client_of, values_of
from services.booking.adapters.tables import appointment, client
from services.booking.domain.client import Client

_KNOWN = client.c.erased_at.is_(None)


class SqlClients:
    """Clients that were not erased, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Client) -> None:
        self._connection.execute(sa.insert(client).values(**values_of(new)))

    def save(self, changed: Client) -> None:
        self._connection.execute(
            sa.update(client).where(client.c.id == changed.id, _KNOWN).values(**values_of(changed))
        )

    def client(self, client_id: UUID) -> Client | None:
        return self._one(sa.select(client).where(client.c.id == client_id, _KNOWN))

    def get_for_update(self, client_id: UUID) -> Client | None:
        return self._one(sa.select(client).where(client.c.id == client_id, _KNOWN).with_for_update(key_share=True))

    def by_ids(self, client_ids: Iterable[UUID]) -> Mapping[UUID, Client]:
        rows = self._connection.execute(sa.select(client).where(client.c.id.in_(list(client_ids)), _KNOWN))
        return {row.id: client_of(row) for row in rows}

    def search(self, text: str, known_to: UUID | None = None) -> list[Client]:
        wanted = sa.select(client).where(
            _KNOWN,
            client.c.name.icontains(text, autoescape=True) | client.c.email.icontains(text, autoescape=True),
        )
        if known_to:
            wanted = wanted.where(_is_known_to(known_to))
        rows = self._connection.execute(wanted.order_by(func.lower(client.c.name), client.c.id))
        return [client_of(row) for row in rows]

    def is_known_to(self, client_id: UUID, person_id: UUID) -> bool:
        wanted = sa.select(client.c.id).where(client.c.id == client_id, _KNOWN, _is_known_to(person_id))
        return self._connection.execute(wanted).first() is not None

    def first_with(self, email: str) -> Client | None:
        wanted = sa.select(client).where(func.lower(client.c.email) == email.lower(), _KNOWN)
        return self._one(wanted.order_by(client.c.created_at, client.c.id).limit(1))

    def erase(self, client_id: UUID, at: datetime) -> None:
        blank = {column.name: None for column in client.c if column.info["personal"] == "client"}
        self._connection.execute(sa.update(client).where(client.c.id == client_id).values(**blank, erased_at=at))
        pointing = sa.update(client).where(client.c.possible_duplicate_of == client_id)
        self._connection.execute(pointing.values(possible_duplicate_of=None))

    def is_erased(self, client_id: UUID) -> bool:
        wanted = sa.select(client.c.id).where(client.c.id == client_id, client.c.erased_at.is_not(None))
        return self._connection.execute(wanted).first() is not None

    def _one(self, wanted: sa.Select[tuple[object, ...]]) -> Client | None:
        row = self._connection.execute(wanted).one_or_none()
        return client_of(row) if row else None


def _is_known_to(person_id: UUID) -> sa.ColumnElement[bool]:
    shared = sa.exists().where(appointment.c.client_id == client.c.id, is_of(person_id))
    return sa.or_(shared, client.c.referred_by == person_id)
