"""Ours, `@hears`: an event, a handler, an object through SQLAlchemy's ORM."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column

from shared.contracts.events.session import StressRated
from shared.messaging import Transaction, hears
from tests.bench.events import ours
from tests.bench.events.ours import prepare, seed
from tests.bench.events.program import Cue, Task

__all__ = ["consume", "prepare", "publish", "seed"]


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


class Listener:
    """Hears of ratings."""

    name = "booking"

    @hears(StressRated)
    def stress_rated(self, event: StressRated, tx: Transaction) -> None:
        """Keep a row of it."""
        with Session(tx.connection) as session:
            session.add(Effect(event.rating_id, event.session_id, event.client_id, event.rated_at))
            session.commit()  # writes; the transaction stays the delivery's


def publish(task: Task, cue: Cue) -> None:
    """The producer."""
    ours.publish(task, cue, Listener)


def consume(task: Task, cue: Cue) -> None:
    """The listener."""
    ours.consume(task, cue, Listener)
