"""Tables and queue of the programs that publish straight from the facts and keep no inbox."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

from tests.bench.events import amqp_floor
from tests.bench.events.facts import EFFECTS, FACTS, Fact, store
from tests.bench.events.program import Place


def prepare(place: Place) -> None:
    """Make tables and queue."""
    for address, table in ((place.producer, FACTS), (place.consumer, EFFECTS)):
        with psycopg.connect(address) as connection:
            connection.execute(table)
    amqp_floor.fresh_queue(place.amqp)


def seed(place: Place, facts: Iterable[Fact]) -> None:
    """Commit the facts."""
    with psycopg.connect(place.producer) as connection:
        store(connection, facts)
