"""A large backlog beside small ones: rates, memory, and each event exactly once: make bench-draining."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median

import psycopg
import sqlalchemy as sa

from shared.messaging.tables import metadata as core_tables
from tests.bench.draining.drain import Drained, Scene
from tests.bench.draining.stack import EFFECTS, STACK
from tests.bench.goals import Goal, show
from tests.bench.ground import Ground, ground, plain
from tests.bench.programs import Program
from tests.conftest import address_of, create_database

SMALL, LARGE, ROUNDS = 10_000, 1_000_000, 3


def main() -> int:
    """Print every figure and every goal; 1 when one is not reached."""
    reader = argparse.ArgumentParser(prog="python -m tests.bench.draining", description=__doc__)
    reader.add_argument("--rows", type=int, default=LARGE, help="events of the large backlog")
    told = reader.parse_args()
    with ground() as place, scene(place) as drained:
        drained.drain(SMALL)  # warm
        small = [drained.drain(SMALL) for _ in range(ROUNDS)]
        large = drained.drain(told.rows)
    print_table(small, large)
    return show(list(goals(small, large)))


def goals(small: Sequence[Drained], large: Drained) -> Iterator[Goal]:
    """What is asked for."""
    for what, rate in (("published", lambda each: each.published), ("taking effect", lambda each: each.effective)):
        usual = median(rate(each) for each in small)
        yield Goal(f"rate of {large.events:,} events {what}, of {SMALL:,} events'", rate(large) / usual, at_least=0.8)
    for name, sampled in large.memory.items():
        if name != "RabbitMQ":
            before = max(each for drained in small for each in drained.memory[name])
            yield Goal(f"most memory of the {name} service, of that with {SMALL:,}", max(sampled) / before, at_most=1.2)


def print_table(small: Sequence[Drained], large: Drained) -> None:
    """Print what was measured."""
    print(f"\n  {'events':<12}{'published/s':>14}{'taking effect/s':>18}   resident MB, first / most / last")
    for each in (*small, large):
        memory = "   ".join(f"{name} {s[0]:.0f} / {max(s):.0f} / {s[-1]:.0f}" for name, s in each.memory.items())
        print(f"  {each.events:<12,}{each.published:>14,.0f}{each.effective:>18,.0f}   {memory}")
    print("  published/s in each tenth of the large one: " + "  ".join(f"{rate:,.0f}" for rate in large.tenths))


@contextmanager
def scene(place: Ground) -> Iterator[Scene]:
    """Both services, each with a database of its own and in a process of its own."""
    with ExitStack() as opened:
        connections, watched = {}, {}
        for service in STACK:
            url = address_of(place.database_url, service.name)
            create_database(place.database_url, service.name)
            engine = sa.create_engine(url)
            core_tables.create_all(engine)
            engine.dispose()
            connections[service.name] = opened.enter_context(psycopg.connect(plain(url), autocommit=True))
        connections["hearing"].execute(EFFECTS)
        for service in STACK:
            url = address_of(place.database_url, service.name)
            program = Program("tests.bench.draining.service", service.name, url, place.amqp_url)
            watched[service.name] = opened.enter_context(program).pid
        yield Scene(connections["drained"], connections["hearing"], {**watched, "RabbitMQ": place.rabbit_pid})


if __name__ == "__main__":
    sys.exit(main())
