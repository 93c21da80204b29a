"""Since when each handler has heard each type of event: what happened before was never for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

HandlerBinding = tuple[str, str]
"""A handler's name and a type of event that it hears."""

_NOTE = text(
    """
    INSERT INTO hearings (handler, type)
    SELECT * FROM unnest(CAST(:handlers AS text[]), CAST(:types AS text[]))
    ON CONFLICT DO NOTHING
    """
)


def note(connection: Connection, pairs: Sequence[HandlerBinding]) -> None:
    """Note that from now on these are heard; those that were noted before stay as they are."""
    handlers, types = [handler for handler, _ in pairs], [type for _, type in pairs]
    connection.execute(_NOTE, {"handlers": handlers, "types": types})
