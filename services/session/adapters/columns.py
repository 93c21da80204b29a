"""Columns that say what they hold of a person; the tables' docstring tells what the classes mean."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

Personal = Literal["none", "pseudonym", "client"]


def must(
    name: str, kind: TypeEngine[Any], personal: Personal = "none", *more: Any, blank: str | None = None
) -> sa.Column[Any]:
    """A column that always has a value; erasure leaves `blank` in one of the client's."""
    return sa.Column(name, kind, *more, nullable=False, server_default=blank, info={"personal": personal})


def may(name: str, kind: TypeEngine[Any], personal: Personal = "none") -> sa.Column[Any]:
    """A column that may be empty; erasure empties one of the client's."""
    return sa.Column(name, kind, nullable=True, info={"personal": personal})


def one_of(column: str, names: tuple[str, ...]) -> sa.CheckConstraint:
    """The column's value is one of these, or there is none."""
    listed = ", ".join(f"'{name}'" for name in names)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
