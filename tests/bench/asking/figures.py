"""What every rival is asked for: a figure by its id, read from PostgreSQL in a read-only transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

IDS = tuple(UUID(int=number) for number in range(1, 101))

MAKE = "CREATE TABLE figures (id uuid PRIMARY KEY, name text NOT NULL, value integer NOT NULL)"
FILL = "INSERT INTO figures SELECT lpad(to_hex(n), 32, '0')::uuid, 'Figure ' || n, n * 7 FROM generate_series(1, 100) n"
FIND = "SELECT name, value FROM figures WHERE id = %s"


class PlainFigures:
    """The least that answers with the same guarantee: one open connection, no pool, no SQLAlchemy."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(plain(url), autocommit=True)
        self._connection.read_only = True

    def find(self, figure_id: str) -> dict[str, Any]:
        """The figure as JSON has it."""
        with self._connection.transaction():
            row = self._connection.execute(FIND, [UUID(figure_id)]).fetchone()
        assert row is not None
        return {"id": figure_id, "name": row[0], "value": row[1]}


def expected(figure_id: UUID) -> int:
    """The value that the right answer has."""
    return figure_id.int * 7


def plain(url: str) -> str:
    """SQLAlchemy's address as libpq takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
