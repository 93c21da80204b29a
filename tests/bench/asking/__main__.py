"""Ours beside its rivals, in rounds that take turns, in one table: make bench-asking."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from statistics import median

import psycopg
import sqlalchemy as sa

from shared.messaging.tables import metadata as core_tables
from tests.bench.asking import one_question as one
from tests.bench.asking import pages as page
from tests.bench.asking import waiting as slow
from tests.bench.asking.figures import FILL, MAKE
from tests.bench.goals import Goal, show
from tests.bench.ground import Ground, ground, plain
from tests.bench.rounds import Rounds

ROUNDS = 3


def main() -> int:
    """Print every figure and every goal; 1 when one is not reached."""
    parts = {"question": question_goals, "pages": page_goals, "waiting": waiting_goals}
    reader = argparse.ArgumentParser(prog="python -m tests.bench.asking", description=__doc__)
    reader.add_argument("--rounds", type=int, default=ROUNDS)
    reader.add_argument("--only", choices=parts)
    told = reader.parse_args()
    with ground() as place:
        furnish(place)
        chosen = [part for name, part in parts.items() if told.only in (None, name)]
        return show([goal for part in chosen for goal in part(place, told.rounds)])


def question_goals(place: Ground, rounds: int) -> Iterator[Goal]:
    """One question and its answer."""
    found = one.one_question(place, rounds)
    print(f"\nOne question, a caller and a service in two processes, ms (medians of {rounds} rounds)")
    table(found)
    yield Goal("p50 of a question, of py-amqp's round trip", found.ratio(one.OURS, one.FLOOR), at_most=1.6)
    yield Goal("… ClusterRpcClient's, of ours", found.ratio(one.STANDALONE, one.OURS), at_least=5)


def page_goals(place: Ground, rounds: int) -> Iterator[Goal]:
    """A page that asks several services."""
    found = page.pages(place, rounds)
    for size, times in found.items():
        print(f"\nA page that asks {size} service{'s'[: size > 1]}, ms (medians of {rounds} rounds)")
        table(times)
    for size, most in ((3, 1.0), (6, 0.8)):
        for rival in (page.REQUESTS, page.HTTPX):
            yield Goal(f"p50 of a page that asks {size}, of {rival}", found[size].ratio(page.OURS, rival), at_most=most)


def waiting_goals(place: Ground, rounds: int) -> Iterator[Goal]:
    """Ten questions in hand at a slow database."""
    found = slow.waiting(place, rounds)
    print(f"\nTransactions/s with 5 ms of database time each, {slow.WORKERS} in hand (medians of {rounds} rounds)")
    print(f"  {'ours, a driver that gives way':<40}{median(found.green):8.0f}")
    print(f"  {'the same, a driver that blocks the hub':<40}{median(found.blocking):8.0f}")
    yield Goal("transactions/s, of those with a driver that blocks", found.ratio, at_least=4)


def table(found: Rounds) -> None:
    """Print what each rival took, and how often as long as ours."""
    print(f"  {'':<32}{'p50':>8}{'p90':>8}{'p99':>8}{'p50 / ours':>12}")
    for name in found.names:
        shares = "".join(f"{found.millis(name, share):8.2f}" for share in (0.5, 0.9, 0.99))
        print(f"  {name:<32}{shares}{found.ratio(name, found.names[0]):11.2f}×")


def furnish(place: Ground) -> None:
    """The tables that all rivals use."""
    engine = sa.create_engine(place.database_url)
    core_tables.create_all(engine)
    engine.dispose()
    with psycopg.connect(plain(place.database_url)) as connection:
        connection.execute(MAKE)
        connection.execute(FILL)


if __name__ == "__main__":
    sys.exit(main())
