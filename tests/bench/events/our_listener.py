"""The table of the product's listeners, mapped for SQLAlchemy's ORM and as it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from shared.contracts.events.session import StressRated
from tests.bench.events.facts import Fact

NAME = "booking"
effects = sa.table("effects", *(sa.column(name) for name in Fact.__slots__))


class Mapper(MappedAsDataclass, DeclarativeBase):
    """Maps the listener's table."""


class Effect(Mapper):
    """That a rating was heard of."""

    __tablename__ = "effects"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    rating_id: Mapped[UUID]
    session_id: Mapped[UUID]
    client_id: Mapped[UUID]
    rated_at: Mapped[datetime]


def effect_of(event: StressRated) -> Effect:
    """The object that an event causes."""
    return Effect(event.rating_id, event.session_id, event.client_id, event.rated_at)


def row_of(event: StressRated) -> dict[str, object]:
    """The same as a row."""
    return {name: getattr(event, name) for name in Fact.__slots__}
