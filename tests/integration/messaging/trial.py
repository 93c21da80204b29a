"""A small service to try messaging with: it counts, and fails or dies when told to."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from marshmallow import validate

from shared.contracts.registry import command, event, question
from shared.messaging import (
    EventService,
    ServiceClientProvider,
    Transaction,
    Transactions,
    every,
    handles,
    on_broadcast,
    on_notify,
    serves,
)
from shared.observability import current_correlation_id
from shared.refusal import conflict
from shared.tracing import Span, current_span

metadata = sa.MetaData()
effects = sa.Table(
    "effects",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("handler", sa.Text, nullable=False),
    sa.Column("counter_id", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)
faults = sa.Table("faults", metadata, sa.Column("number", sa.Integer, primary_key=True))


@event("trial.counted.v1", subject="counter_id")
@dataclass(frozen=True, slots=True)
class Counted:
    """A counter went to a number."""

    counter_id: UUID
    number: int


@event("trial.shouted.v1", subject="counter_id")
@dataclass(frozen=True, slots=True)
class Shouted:
    """Nobody hears this."""

    counter_id: UUID
    words: str = ""


@event("trial.doubled.v1", subject="counter_id")
@dataclass(frozen=True, slots=True)
class Doubled:
    """What hearing of an even number causes."""

    counter_id: UUID
    number: int


@event("trial.erased.v1", subject="counter_id", erases=True)
@dataclass(frozen=True, slots=True)
class Erased:
    """A counter is to be forgotten."""

    counter_id: UUID


@dataclass(frozen=True, slots=True)
class CountView:
    """How often a counter's events took effect."""

    count: int
    label: str = ""


@question("trial.count_of", reply=CountView)
@dataclass(frozen=True, slots=True)
class CountOf:
    """Ask for a count."""

    counter_id: UUID


@question("trial.counts", reply=list[CountView])
@dataclass(frozen=True, slots=True)
class Counts:
    """Ask for several."""

    many: Annotated[int, validate.Range(min=1, max=5)]


@question("trial.repeat", reply=CountView)
@dataclass(frozen=True, slots=True)
class Repeat:
    """Ask for a label of so many letters; the padding is for nothing."""

    letters: int
    padding: str = ""


@command("trial.bump", reply=CountView)
@dataclass(frozen=True, slots=True)
class Bump:
    """Count one further; numbers below zero are refused, 99 fails, 98 is slow."""

    counter_id: UUID
    number: int


@command("trial.label", reply=CountView)
@dataclass(frozen=True, slots=True)
class Label:
    """Keep words about a counter; or, where it is not told whose they are, about nobody knows whom."""

    counter_id: UUID
    words: str
    is_told: bool = True


@command("trial.paint", reply=CountView, of_client=False)
@dataclass(frozen=True, slots=True)
class Paint:
    """Something that is about nobody."""

    colour: str


class Trial(EventService):
    """Hears its own events."""

    name = "trial"
    ask = ServiceClientProvider()
    transactions = Transactions()
    overheard: list[int] = []  # noqa: RUF012 - the tests look at it
    told_by: list[tuple[str | None, Span | None]] = []  # noqa: RUF012
    ticks: list[str] = []  # noqa: RUF012

    @handles(Counted)
    def counted(self, event: Counted, tx: Transaction) -> None:
        note(tx, "counted", event.counter_id, event.number)
        fail_if_told(tx, event.number)
        if event.number % 2 == 0:
            tx.emit(Doubled(event.counter_id, event.number * 2))

    @handles(Counted, Doubled)
    def all_told(self, event: Counted | Doubled, tx: Transaction) -> None:
        note(tx, "all_told", event.counter_id, event.number)

    @handles(Erased)
    def erased(self, event: Erased, tx: Transaction) -> None:
        note(tx, "erased", event.counter_id, 0)
        fail_if_told(tx, 500)

    @serves(Label)
    def label(self, ask: Label, tx: Transaction) -> CountView:
        note(tx, "label", ask.counter_id, 1)
        if ask.is_told:
            tx.concerns(ask.counter_id)
        return CountView(1, ask.words)

    @serves(Paint)
    def paint(self, ask: Paint, tx: Transaction) -> CountView:
        return CountView(1, ask.colour)

    @serves(CountOf)
    def count_of(self, ask: CountOf, tx: Transaction) -> CountView:
        counted = sa.select(sa.func.count()).where(effects.c.counter_id == str(ask.counter_id))
        return CountView(tx.connection.execute(counted).scalar_one(), tx.actor.role.value)

    @serves(Counts)
    def counts(self, ask: Counts, tx: Transaction) -> list[CountView]:
        return [CountView(number) for number in range(ask.many)]

    @serves(Repeat)
    def repeat(self, ask: Repeat, tx: Transaction) -> CountView:
        return CountView(0, "x" * ask.letters)

    @serves(Bump)
    def bump(self, ask: Bump, tx: Transaction) -> CountView:
        if ask.number == 98:
            tx.connection.execute(sa.text("SELECT pg_sleep(0.4)"))
        note(tx, "bump", ask.counter_id, ask.number)
        tx.emit(Counted(ask.counter_id, ask.number))
        if ask.number < 0:
            raise conflict("below_zero", "number", since=tx.now, number=ask.number)
        if ask.number == 99:
            raise RuntimeError("secret detail")
        return CountView(ask.number)

    @on_broadcast(Counted)
    def passing(self, event: Counted) -> None:
        self.overheard.append(event.number)
        self.told_by.append((current_correlation_id(), current_span()))

    @on_notify("trial_work", poll=30.0)
    def work(self, tx: Transaction) -> bool:
        taken = tx.connection.execute(
            sa.text("DELETE FROM faults WHERE number = (SELECT number FROM faults WHERE number >= 1000 LIMIT 1)")
        )
        self.ticks.append("work")
        return taken.rowcount > 0

    @every(0.2, leader=True)
    def tick(self, tx: Transaction) -> None:
        self.ticks.append("tick")
        if len(self.ticks) == 1:
            raise RuntimeError("the first tick fails")


def note(tx: Transaction, handler: str, counter_id: UUID, number: int) -> None:
    tx.connection.execute(effects.insert().values(handler=handler, counter_id=str(counter_id), number=number))


def fail_if_told(tx: Transaction, number: int) -> None:
    told: Any = tx.connection.execute(sa.select(faults.c.number).where(faults.c.number == number)).scalar()
    if told is not None:
        raise RuntimeError(f"told to fail at {number}")
    if os.environ.get("TRIAL_DIES_AT") == str(number):
        os.kill(os.getpid(), signal.SIGKILL)
