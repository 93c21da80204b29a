"""The result as tables, for the screen and for the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import amqp
import psycopg

from deploy.databases.provision import plain
from tests.bench.events.amqp_floor import address
from tests.bench.events.goals import Judged
from tests.bench.events.ground import Ground
from tests.bench.events.measure import Figures, Measured, Plan
from tests.bench.reports import table, write_between

LIBRARIES = ("aio-pika", "amqp", "asyncpg", "celery", "faststream", "kombu", "nameko", "psycopg", "sqlalchemy")
BEGIN, END = "<!-- bench-events: begin -->", "<!-- bench-events: end -->"
BESIDE = ("floor_single", "aio_single", "aio_batches", "hand_written")
HEAD = ("program", "", "events/s", "ms CPU/1,000", "p50 ms", "p99 ms", *(f"× {name}" for name in BESIDE))
GOAL_HEAD = ("goal", "wanted", "measured", "")


def facts_of(ground: Ground) -> str:
    """What the figures depend on: processors, versions, what else was running."""
    with psycopg.connect(plain(ground.postgres)) as database:
        (postgres,) = database.execute("SHOW server_version").fetchone() or ("?",)
    with amqp.Connection(**address(ground.amqp)) as connection:
        rabbit = connection.server_properties["version"]
    servers = f"PostgreSQL {postgres.split()[0]}, RabbitMQ {rabbit}, Python {platform.python_version()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start. {servers}. {libraries}."


def report(facts: str, plan: Plan, measured: Sequence[Measured], judged: Sequence[Judged]) -> str:
    """All of it, in Markdown that can be read as it is."""
    found = {each.row.name: each.figures for each in measured}
    rows = [_cells(each, found) for each in measured]
    live = plan.live
    told = (
        f"Medians of {plan.rounds} rounds; latency from commit to commit at {live.rate:g} events/s."
        if plan.rounds > 1
        else "One round: a trial of the bench, not a measurement."
    )
    parts = [facts, told, table(HEAD, rows)]
    if judged:
        parts.append(table(GOAL_HEAD, [each.cells for each in judged]))
    return "\n\n".join(parts)


def write(path: Path, text: str) -> None:
    """Put the report between the marks in a document that has them."""
    write_between(path, BEGIN, END, text)


def _cells(each: Measured, found: dict[str, Figures | None]) -> tuple[str, ...]:
    figures = each.figures
    if figures is None:
        return (each.row.name, f"FAILED: {each.flaws[0].verdict}", *([""] * (len(HEAD) - 2)))
    plain_ = (f"{figures.rate:,.0f}", f"{figures.cpu:,.0f}", f"{figures.p50:.2f}", f"{figures.p99:.2f}")
    beside = (found.get(name) for name in BESIDE)
    return (
        each.row.name,
        each.row.title,
        *plain_,
        *(f"{figures.rate / other.rate:.2f}" if other else "" for other in beside),
    )
