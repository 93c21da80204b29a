"""Ours beside its rivals, in rounds that take turns, in one table: make bench-asking."""

from __future__ import annotations

import psycopg
import sqlalchemy as sa

from shared.messaging.tables import metadata as core_tables
from tests.bench.asking.figures import FILL, MAKE, plain
from tests.bench.asking.one_question import OURS, one_question
from tests.bench.ground import Ground, ground


def furnish(place: Ground) -> None:
    """The tables that all rivals use."""
    engine = sa.create_engine(place.database_url)
    core_tables.create_all(engine)
    engine.dispose()
    with psycopg.connect(plain(place.database_url)) as connection:
        connection.execute(MAKE)
        connection.execute(FILL)


if __name__ == "__main__":
    with ground() as place:
        furnish(place)
        found = one_question(place, 3)
        for name in found.names:
            print(name, found.millis(name), found.millis(name, 0.99), found.ratio(name, OURS))
