"""The command `hyke trace ID`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy.operator.service_databases import DEMO, wanted

if TYPE_CHECKING:
    from deploy.operator.trace_reader import Reading


@click.command()
@click.argument("id")
@click.option(
    "--demo",
    type=click.Path(path_type=Path),
    is_flag=False,
    flag_value=str(DEMO),
    metavar="[FOLDER]",
    help=f"Of a demo that runs, in {DEMO} unless said. Else BOOKING_DATABASE_URL and so on tell where to look.",
)
@click.option("--json", "is_json", is_flag=True, help="For programs.")
def trace(id: str, demo: Path | None, is_json: bool) -> None:
    """Show what came of a request, with times, from what the services keep.

    ID is a trace id, an event's id, a correlation id (X-Request-ID), or a traceparent. Exits with 1 where nobody knows
    it, with 3 where a service could not be asked.
    """
    places = wanted(None, demo)
    from deploy.operator.trace_reader import read

    found = read(places, id)
    if found.steps:
        click.echo(_as_json(found) if is_json else _in_words(found))
    for service, why in found.missing.items():
        click.echo(f"{service} is missing: {why}", err=True)
    if not found.steps:
        click.echo(f"No service {'that answered ' if found.missing else ''}knows {id}.", err=True)
    sys.exit(3 if found.missing else 0 if found.steps else 1)


def _in_words(found: Reading) -> str:
    from deploy.operator.trace_output import page
    from deploy.operator.trace_tree import tree

    lines = page(tree(found.steps), _traces(found))
    if found.is_cut:
        lines.append(f"There is more: of one kind a service tells of {found.most} at most.")
    return "\n".join([f"Found as {found.way}.", *lines])


def _as_json(found: Reading) -> str:
    from deploy.operator.trace_output import as_data
    from deploy.operator.trace_tree import tree

    told = {"traces": _traces(found), "found_as": found.way, "missing": dict(found.missing), "is_cut": found.is_cut}
    return json.dumps(told | {"steps": as_data(tree(found.steps))}, ensure_ascii=False, indent=2)


def _traces(found: Reading) -> list[str]:
    return sorted(trace.hex for trace in found.wanted.traces)
