"""A large backlog beside small ones: rates, memory, and each event exactly once (make bench-draining)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median

import psycopg
import sqlalchemy as sa

from deploy.databases.provision import plain
from shared.messaging.storage.tables import metadata as core_tables
from tests.bench.draining.drain import Drained, Scene
from tests.bench.draining.stack import EFFECTS, STACK
from tests.bench.ground import Ground, ground
from tests.bench.programs import Program
from tests.bench.reports import Goal, Section, conclude, reader
from tests.conftest import address_of, create_database
from tests.servers import unwind_at_sigterm

SMALL, LARGE, ROUNDS = 10_000, 1_000_000, 3
QUICK = 50_000
RABBIT = "RabbitMQ"
TAKES: dict[str, Callable[[Drained], float]] = {
    "published": lambda drained: drained.published,
    "taking effect": lambda drained: drained.effective,
}


def main() -> int:
    """Print every figure and every goal; 1 when one is not reached."""
    options = reader("bench-draining", __doc__)
    options.add_argument("--rows", type=int, help=f"events of the large backlog ({LARGE:,})")
    told = options.parse_args()
    unwind_at_sigterm()
    with ground() as place, scene(place) as drained:
        drained.drain(SMALL)  # warm
        small = [drained.drain(SMALL) for _ in range(1 if told.quick else ROUNDS)]
        large = drained.drain(told.rows or (QUICK if told.quick else LARGE))
    tenths = ", ".join(f"{rate:,.0f}" for rate in large.tenths)
    title = f"Backlogs, from outbox rows to effects. Published a second in nine tenths of the large one: {tenths}."
    head = ("events", "published/s", "taking effect/s", *(f"MB {name}: first / most / last" for name in large.memory))
    section = Section(title, head, [row(each) for each in (*small, large)], list(goals(small, large)))
    return conclude("bench-draining", [section], told.write)


def goals(small: Sequence[Drained], large: Drained) -> Iterator[Goal]:
    """What is asked for."""
    for what, take in TAKES.items():
        usual = median(take(each) for each in small)
        yield Goal(f"rate {what} of {large.events:,}, of {SMALL:,}", take(large) / usual, at_least=0.8)
    for name, sampled in large.memory.items():
        if name != RABBIT:
            before = max(each for drained in small for each in drained.memory[name])
            yield Goal(f"most memory of `{name}`, of that with {SMALL:,}", max(sampled) / before, at_most=1.2)


def row(drained: Drained) -> tuple[str, ...]:
    """A backlog in a line."""
    memory = (f"{sampled[0]:.0f} / {max(sampled):.0f} / {sampled[-1]:.0f}" for sampled in drained.memory.values())
    return f"{drained.events:,}", *(f"{take(drained):,.0f}" for take in TAKES.values()), *memory


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
        yield Scene(connections["drained"], connections["hearing"], {**watched, RABBIT: place.rabbit_pid})


if __name__ == "__main__":
    sys.exit(main())
