"""Plays the fault suite and prints its table: ``python -m tests.faults --rounds 40 --seed 7 --only blackhole``."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator
from time import monotonic

from tests.faults.scenario import Scenario, Tally, once_more, play
from tests.faults.servers import Servers, is_broker_foreign, servers
from tests.faults.stage import Stage
from tests.faults.table import SCENARIOS
from tests.faults.verdict import Fate
from tests.servers import unwind_at_sigterm

HEADS = ("fault", "rounds", *(fate.value for fate in Fate), "slowest recovery")


def main() -> int:
    """0 when nothing was lost, duplicated or unexpected."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="makes the chances the same again")
    parser.add_argument("--rounds", type=int, help="rounds of each fault, instead of its own number")
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    parser.add_argument("--transport", choices=["rabbit", "inprocess"], help="one of the two")
    told = parser.parse_args()
    unwind_at_sigterm()
    print(f"seed {told.seed}", flush=True)
    began, tallies = monotonic(), []
    with servers() as some:
        for transport in [told.transport] if told.transport else ["rabbit", "inprocess"]:
            for tally in played(some, transport, told.only, told.rounds, told.seed):
                tallies.append(tally)
                print(f"  {'FAILED' if tally.findings else 'passed'}  {tally.name}", flush=True)
    print("\n".join(["", *table(tallies), "", f"{monotonic() - began:.0f} seconds, seed {told.seed}"]))
    findings = [f"{tally.name}: {finding}" for tally in tallies for finding in tally.findings]
    print("\n".join(findings))
    return 1 if findings or not tallies else 0


def played(some: Servers, transport: str, only: str, rounds: int | None, seed: int) -> Iterator[Tally]:
    """The tally of each chosen fault on a transport, and of the whole stage at its end."""
    chosen = [each for each in SCENARIOS if only in each.fault and transport in each.transports]
    if not chosen:
        return
    stage = Stage(some, transport)
    try:
        for scenario in chosen:
            if may_play(scenario):
                yield play(scenario, stage, rounds or scenario.whole, seed)
        yield once_more(stage)
    finally:
        stage.close()


def may_play(scenario: Scenario) -> bool:
    """Whether the broker is ours, if the fault needs one to command; says so if not."""
    if scenario.needs_own_broker and is_broker_foreign():
        print(f"  left out: {scenario.fault} needs a broker of our own, and AMQP_URL gives another", flush=True)
        return False
    return True


def table(tallies: list[Tally]) -> list[str]:
    """The lines of the table."""
    rows = [HEADS, *(row(tally) for tally in tallies)]
    widths = [max(len(line[column]) for line in rows) for column in range(len(HEADS))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in rows]
    return [lines[0], "-|-".join("-" * width for width in widths), *lines[1:]]


def row(tally: Tally) -> tuple[str, ...]:
    """A fault's cells."""
    return (
        tally.name,
        str(tally.rounds),
        *(str(tally.fates[fate]) for fate in Fate),
        f"{tally.slowest:.1f} s",
    )


if __name__ == "__main__":
    sys.exit(main())
