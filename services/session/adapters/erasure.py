"""Forgets a client, following the classes that the tables give their columns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection

from services.session.adapters.tables import metadata, sessions


def erase(client_id: UUID, connection: Connection) -> None:
    """Blank the client's columns in their sessions, and take away the rows of what was said in them."""
    chosen = sa.select(sessions.c.session_id).where(sessions.c.client_id == client_id)
    session_ids = list(connection.scalars(chosen.order_by(sessions.c.session_id).with_for_update()))
    for table in records():
        connection.execute(sa.delete(table).where(table.c.session_id.in_(session_ids)))
    blank = {column.name: _blank(column) for column in sessions.c if column.info["personal"] == "client"}
    values = {**blank, "version": sessions.c.version + 1}
    connection.execute(sa.update(sessions).where(sessions.c.client_id == client_id).values(values))


def records() -> list[sa.Table]:
    """The tables whose rows are what the client told, each before those that it refers to."""
    return [
        table
        for table in reversed(metadata.sorted_tables)
        if table is not sessions and any(column.info["personal"] == "client" for column in table.c)
    ]


def _blank(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if column.nullable:
        return sa.null()
    if not isinstance(column.server_default, sa.DefaultClause):
        raise TypeError(f"{column} is the client's, must not be null, and says no blank")
    return sa.cast(sa.literal(str(column.server_default.arg)), column.type)
