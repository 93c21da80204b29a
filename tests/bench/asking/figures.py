"""What every rival is asked for: a figure by its id, read from PostgreSQL in a read-only transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa

from deploy.databases.provision import plain
from shared.db import reading_engine_for

IDS = tuple(UUID(int=number) for number in range(1, 101))

figures = sa.Table(
    "figures",
    sa.MetaData(),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("value", sa.Integer),
)
FIND = "SELECT name, value FROM figures WHERE id = %s"
MAKE = "CREATE TABLE figures (id uuid PRIMARY KEY, name text NOT NULL, value integer NOT NULL)"
FILL = "INSERT INTO figures SELECT lpad(to_hex(n), 32, '0')::uuid, 'Figure ' || n, n * 7 FROM generate_series(1, 100) n"


class PlainFigures:
    """The least that answers: psycopg on one open connection, in a read-only transaction."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(plain(url), autocommit=True)
        self._connection.read_only = True

    def find(self, figure_id: str) -> dict[str, Any]:
        """The figure as JSON has it."""
        with self._connection.transaction():
            row = self._connection.execute(
                "SELECT name, value FROM figures WHERE id = %s", [UUID(figure_id)]
            ).fetchone()
        assert row is not None
        return {"id": figure_id, "name": row[0], "value": row[1]}


class PooledFigures:
    """The same as ours does it: the same statement through SQLAlchemy, on a connection of the same engine."""

    def __init__(self, url: str) -> None:
        self._engine = reading_engine_for(url)

    def find(self, figure_id: str) -> dict[str, Any]:
        """The figure as JSON has it."""
        with self._engine.connect() as connection:
            row = connection.execute(wanted(UUID(figure_id))).one()
        return {"id": figure_id, "name": row.name, "value": row.value}


def wanted(figure_id: UUID) -> sa.Select[tuple[str, int]]:
    """The statement that finds a figure."""
    return sa.select(figures.c.name, figures.c.value).where(figures.c.id == figure_id)


def expected(figure_id: UUID) -> int:
    """The value that the right answer has."""
    return figure_id.int * 7
