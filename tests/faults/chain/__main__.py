"""`python -m tests.faults.chain`: rounds of kills, then a table; ends with 1 unless all is well."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.databases.embedded_postgres import THROW_AWAY, start_postgres
from deploy.databases.migrate import migrate
from deploy.databases.provision import create_databases
from deploy.host.service_discovery import service_names
from tests.conftest import address_of
from tests.e2e.worlds import own_database
from tests.faults.chain.plan import BROKER_EVERY, Blow, planned
from tests.faults.chain.report import findings, is_good, table
from tests.faults.chain.rounds import Play
from tests.faults.chain.world import Databases, World, separate, together
from tests.servers import Rabbit, unwind_at_sigterm


def main() -> int:
    """Plays, prints, and judges."""
    options = _options()
    unwind_at_sigterm()
    began = time.monotonic()
    print(f"seed {options.seed} (again with --seed {options.seed})", flush=True)
    world_in, plan = WORLDS[options.world], _plan(options)
    with TemporaryDirectory(prefix="hyke-chain-") as folder, world_in(options.folder or Path(folder)) as world:
        outcome = Play(world, options.chains, lambda line: print(line, flush=True)).all(plan)
    for line in ("", *findings(outcome), *table(outcome)):
        print(line)
    print(f"{time.monotonic() - began:.0f} s, seed {options.seed}")
    return 0 if is_good(outcome) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.chain", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="rounds, each with kills (default 200)")
    parser.add_argument("--chains", type=int, default=4, help="ratings under way in each round (default 4)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="of the plan of kills")
    parser.add_argument(
        "--world", choices=WORLDS, default="separate", help="a process for each service, or one for all"
    )
    parser.add_argument("--folder", type=Path, help="keep logs, mails and data in this folder")
    return parser.parse_args()


def _plan(options: argparse.Namespace) -> list[Sequence[Blow]]:
    if options.world == "together":
        return planned(options.rounds, options.seed, most=1)
    return planned(options.rounds, options.seed, broker_every=BROKER_EVERY)


@contextmanager
def _separate(folder: Path) -> Iterator[World]:
    rabbit = Rabbit(folder / "rabbit")
    with _migrated(folder) as databases:
        try:
            rabbit.start()
            with separate(databases, rabbit, folder) as world:
                yield world
        finally:
            rabbit.stop()


@contextmanager
def _together(folder: Path) -> Iterator[World]:
    with _migrated(folder) as databases, together(databases, folder) as world:
        yield world


@contextmanager
def _migrated(folder: Path) -> Iterator[Databases]:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL gives up the superuser's rights
    postgres = start_postgres(folder / "postgres", options=THROW_AWAY)
    try:
        for name in service_names():
            own = own_database(postgres.url, name)
            create_databases(postgres.url, [own])
            migrate(name, own)
        yield {name: address_of(postgres.url, name) for name in service_names()}
    finally:
        postgres.stop()


WORLDS = {"separate": _separate, "together": _together}

if __name__ == "__main__":
    sys.exit(main())
