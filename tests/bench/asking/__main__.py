"""Requests beside what a team would pick instead, in rounds that take turns (make bench-asking)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from statistics import median

import psycopg
import sqlalchemy as sa

from deploy.databases.provision import plain
from shared.messaging.storage.tables import metadata as core_tables
from tests.bench.asking import one_question as one
from tests.bench.asking import pages as page
from tests.bench.asking import waiting as slow
from tests.bench.asking.figures import FILL, MAKE
from tests.bench.ground import Ground, ground
from tests.bench.reports import Goal, Section, conclude, reader
from tests.bench.rounds import Rounds
from tests.servers import unwind_at_sigterm

ROUNDS = 3
SHARES = (0.5, 0.9, 0.99)
HEAD = ("", "p50 ms", "p90 ms", "p99 ms", "p50 ÷ ours")


def main() -> int:
    """Print every figure and every goal; 1 when one is not reached."""
    parts = {"question": question, "pages": pages, "waiting": waiting}
    options = reader("bench-asking", __doc__)
    options.add_argument("--part", choices=parts, help="this part alone")
    told = options.parse_args()
    unwind_at_sigterm()
    with ground() as place:
        furnish(place)
        chosen = [part for name, part in parts.items() if told.part in (None, name)]
        sections = [section for part in chosen for section in part(place, 1 if told.quick else ROUNDS)]
    return conclude("bench-asking", sections, told.write)


def question(place: Ground, rounds: int) -> Iterator[Section]:
    """One question and its answer."""
    found = one.one_question(place, rounds)
    yield Section(
        f"One question, a caller and a service in two processes; medians of {rounds} rounds.",
        HEAD,
        rows(found),
        [
            Goal("p50 of a question, of py-amqp's", found.ratio(one.OURS, one.FLOOR), at_most=1.6),
            Goal("p50 of ClusterRpcClient, of ours", found.ratio(one.STANDALONE, one.OURS), at_least=5),
        ],
    )


def pages(place: Ground, rounds: int) -> Iterator[Section]:
    """A page that asks several services."""
    wanted = {3: 1.0, 6: 0.8}
    for size, found in page.pages(place, rounds).items():
        http = [(rival, found.ratio(page.OURS, rival)) for rival in (page.REQUESTS, page.HTTPX)]
        goals = [
            Goal(f"p50 of a page that asks {size}, of {rival}", ratio, wanted[size])
            for rival, ratio in http
            if size in wanted
        ]
        yield Section(f"A page that asks {size} service{'s' * (size > 1)}.", HEAD, rows(found), goals)


def waiting(place: Ground, rounds: int) -> Iterator[Section]:
    """Many questions in hand at a slow database."""
    found = slow.waiting(place, rounds)
    yield Section(
        f"5 ms of database time a transaction, {slow.WORKERS} questions in hand.",
        ("", "transactions/s"),
        [
            ("ours: the driver gives way to other greenlets", f"{median(found.green):,.0f}"),
            ("the same with a driver that blocks the hub", f"{median(found.blocking):,.0f}"),
        ],
        [Goal("transactions/s, of those with a driver that blocks", found.ratio, at_least=4)],
    )


def rows(found: Rounds) -> list[Sequence[str]]:
    """What each rival took, and how often as long as ours."""
    times = {name: [f"{found.millis(name, share):.2f}" for share in SHARES] for name in found.names}
    return [(name, *each, f"{found.ratio(name, found.names[0]):.2f}") for name, each in times.items()]


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
