"""Services of the trial's name that hear many events at once, and through the ORM."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import registry

from shared.messaging import EventService, Transaction, handles, handles_batch
from tests.integration.messaging.trial import Counted, Doubled, effects, fail_if_told, note


class Effect:
    """A row of the trial's effects."""

    def __init__(self, handler: str | None, counter_id: str, number: int) -> None:
        self.handler = handler
        self.counter_id = counter_id
        self.number = number


registry().map_imperatively(Effect, effects)


class Many(EventService):
    """Hears in batches, and notes how large each was."""

    name = "trial"
    batches: list[int] = []  # noqa: RUF012 - the tests look at it

    @handles_batch(Counted)
    def counted(self, events: Sequence[Counted], tx: Transaction) -> None:
        self.batches.append(len(events))
        for event in events:
            tx.session.add(Effect(handler="counted", counter_id=str(event.counter_id), number=event.number))
            fail_if_told(tx, event.number)
            if event.number % 2 == 0:
                tx.emit(Doubled(event.counter_id, event.number * 2), because_of=event)

    @handles(Doubled)
    def doubled(self, event: Doubled, tx: Transaction) -> None:
        note(tx, "counted", event.counter_id, event.number)


class ByOrm(EventService):
    """Hears one event at a time through the session, and looks at what the last one left."""

    name = "trial"
    seen: list[int] = []  # noqa: RUF012

    @handles(Counted)
    def counted(self, event: Counted, tx: Transaction) -> None:
        known = tx.connection.execute(sa.select(sa.func.count()).select_from(effects)).scalar_one()
        self.seen.append(known)
        tx.session.add(Effect(handler="counted", counter_id=str(event.counter_id), number=event.number))
        if event.number == 13:
            tx.session.add(Effect(handler=None, counter_id="", number=0))


class Silent(EventService):
    """Forgets to say which event it follows from."""

    name = "trial"

    @handles_batch(Counted)
    def counted(self, events: Sequence[Counted], tx: Transaction) -> None:
        tx.emit(Doubled(events[0].counter_id, 1))
