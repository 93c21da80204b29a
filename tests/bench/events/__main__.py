"""Measures events beside what a team would pick instead (make bench-events)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench.events.goals import judge
from tests.bench.events.ground import Ground, GroundError, ground
from tests.bench.events.measure import FULL, QUICK, Measured, Plan, measure
from tests.bench.events.report import facts_of, report, write
from tests.bench.events.roster import ROSTER
from tests.servers import unwind_at_sigterm


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 1 when an event did not take effect exactly once, or a goal is not reached."""
    asked = _asked(arguments)
    unwind_at_sigterm()
    plan = QUICK if asked.quick else FULL
    try:
        with ground() as servers:
            text, is_good = _run(servers, plan, asked.only)
    except GroundError as problem:
        print(problem, file=sys.stderr)
        return 2
    print(text)
    if asked.write:
        write(asked.write, text)
    return int(not is_good)


def _run(servers: Ground, plan: Plan, only: list[str]) -> tuple[str, bool]:
    facts = facts_of(servers)
    rows = [row for row in ROSTER if not only or row.name in only]
    measured = measure(servers, rows, plan, lambda line: print(line, file=sys.stderr, flush=True))
    for each in measured:
        _complain(each)
    found = {each.row.name: each.figures for each in measured if each.figures is not None}
    judged = list(judge(found)) if plan is FULL else []
    is_good = not any(each.flaws for each in measured) and all(each.is_reached for each in judged)
    return report(facts, plan, measured, judged), is_good


def _complain(each: Measured) -> None:
    for flaw in each.flaws:
        print(f"{each.row.name} FAILED: {flaw.verdict}\n{flaw.words}", file=sys.stderr)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-events", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a trial: each program once, with few events")
    parser.add_argument("--only", nargs="+", default=[], choices=[row.name for row in ROSTER], help="these programs")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables into this document as well")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
