"""Two small services to spoil: the source tells numbers about topics, the sink hears them."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

import eventlet
import sqlalchemy as sa

from shared.contracts.registry import event
from shared.messaging import EventService, Transaction, Transactions, handles, on_notify

source_tables = sa.MetaData()
topics = sa.Table("topics", source_tables, sa.Column("id", sa.Uuid, primary_key=True))
told = sa.Table(
    "told",
    source_tables,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("topic", sa.Uuid, nullable=False),
)
orders = sa.Table(
    "orders",
    source_tables,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("topic", sa.Uuid, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("is_in_vain", sa.Boolean, nullable=False),
)

sink_tables = sa.MetaData()
effects = sa.Table(
    "effects",
    sink_tables,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("handler", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)
troubles = sa.Table(
    "troubles",
    sink_tables,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # fail, die or wait
    sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
)
hogs = sa.Table("hogs", sink_tables, sa.Column("seconds", sa.Float, primary_key=True))


@event("source.told.v1", subject="topic")
@dataclass(frozen=True, slots=True)
class Told:
    """A topic went to a number."""

    topic: UUID
    number: int


@event("sink.echoed.v1", subject="topic")
@dataclass(frozen=True, slots=True)
class Echoed:
    """What hearing causes; nobody hears it."""

    topic: UUID
    number: int


class InVain(Exception):
    """Rolls a transaction back that has told already."""


class Source(EventService):
    """Carries out orders: each is a business row and its event, or neither."""

    name = "source"
    transactions = Transactions()

    @on_notify("orders", poll=0.5)
    def carry_out(self, tx: Transaction) -> bool:
        order = tx.connection.execute(
            sa.select(orders).order_by(orders.c.number).limit(1).with_for_update(skip_locked=True)
        ).one_or_none()
        if order is None:
            return False
        tx.connection.execute(orders.delete().where(orders.c.number == order.number))
        if order.is_in_vain:
            self.tell_in_vain(order.number, order.topic, order.seconds)
        else:
            tell(tx, order.topic, order.number)
            eventlet.sleep(order.seconds)
        return True

    def tell_in_vain(self, number: int, topic: UUID, seconds: float) -> None:
        try:
            with self.transactions() as tx:
                tell(tx, topic, number)
                eventlet.sleep(seconds)
                raise InVain
        except InVain:
            return


class Sink(EventService):
    """Hears of every number twice and echoes it; waits, fails and dies when told to."""

    name = "sink"
    transactions = Transactions()

    @handles(Told)
    def heard(self, event: Told, tx: Transaction) -> None:
        note(tx, "heard", event.number)
        tx.emit(Echoed(event.topic, event.number))
        suffer(tx, event.number)

    @handles(Told)
    def also_heard(self, event: Told, tx: Transaction) -> None:
        note(tx, "also_heard", event.number)

    @on_notify("hogs", poll=0.5)
    def hog(self, tx: Transaction) -> bool:
        seconds = tx.connection.execute(hogs.delete().returning(hogs.c.seconds)).scalar()
        if seconds is None:
            return False
        with ExitStack() as held:
            for _ in range(_MOST_CONNECTIONS - 1):
                held.enter_context(self.transactions()).connection.execute(sa.text("SELECT 1"))
            eventlet.sleep(seconds)
        return True


_MOST_CONNECTIONS = 20  # of an engine's pool


def tell(tx: Transaction, topic: UUID, number: int) -> None:
    """A business row and its event, under the lock of their topic."""
    tx.connection.execute(sa.text("INSERT INTO topics VALUES (:id) ON CONFLICT DO NOTHING"), {"id": topic})
    tx.connection.execute(sa.select(topics).where(topics.c.id == topic).with_for_update())
    tx.connection.execute(told.insert().values(number=number, topic=topic))
    tx.emit(Told(topic, number))


def note(tx: Transaction, handler: str, number: int) -> None:
    """A handler's effect."""
    tx.connection.execute(effects.insert().values(handler=handler, number=number))


def suffer(tx: Transaction, number: int) -> None:
    """Do what the scenario has in store for this number."""
    trouble = tx.connection.execute(sa.select(troubles).where(troubles.c.number == number)).one_or_none()
    if trouble is None:
        return
    if trouble.kind == "wait":
        eventlet.sleep(trouble.seconds)
    elif trouble.kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    else:
        raise RuntimeError(f"told to fail at {number}")
