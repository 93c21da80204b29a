"""The commands `hyke events …`: what operators do about events, on the databases directly."""

from __future__ import annotations

from collections.abc import Sequence
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from deploy.operator.service_databases import database_options, wanted

if TYPE_CHECKING:
    from deploy.operator.parked_events import Told
    from shared.messaging.dead_letters.listing import State

audited = click.option("--by", metavar="NAME", envvar="HYKE_OPERATOR", help="Who you are; your login name unless said.")
as_json = click.option("--json", "is_json", is_flag=True, help="For programs.")


@click.group()
def events() -> None:
    """What failed and what is missing, and what to do about it; works while the services are down.

    An event that failed is named by its service and its number: notification:12.
    """


@events.command()
@database_options
@click.option("--type", "kind", metavar="TYPE", help="Only events of this type.")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["waiting", "dead", "done", "discarded"]),
    help="Only in this state; waiting and dead unless said.",
)
@as_json
def parked(service: str | None, demo: Path | None, kind: str | None, states: tuple[State, ...], is_json: bool) -> None:
    """List the events that could not be acted on."""
    places = wanted(service, demo)
    from deploy.operator.events_output import list_as_json, list_in_words
    from deploy.operator.parked_events import every_desk
    from shared.messaging.dead_letters.listing import OPEN, Filters

    told = every_desk(places, Filters(states or OPEN, kind))
    click.echo(list_as_json(told.found) if is_json else list_in_words(told.found))
    end(told)


@events.command()
@database_options
@click.argument("id")
@as_json
def show(service: str | None, demo: Path | None, id: str, is_json: bool) -> None:
    """Show the event ID with its content, and what was done about it."""
    places = wanted(service, demo)
    from deploy.operator.events_output import shown_as_json, shown_in_words
    from deploy.operator.parked_events import named, one_shown

    told = one_shown(places, named([id], service).found[0])
    for each in told.found:
        click.echo(shown_as_json(each) if is_json else shown_in_words(each))
    end(told)


@events.command()
@database_options
@click.argument("ids", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="All that a replay brings forward.")
@click.option("--type", "kind", metavar="TYPE", help="With --all: only events of this type.")
@click.option("--yes", "is_sure", is_flag=True, help="With --all: do not ask.")
@audited
@click.option("--why", default="", help="Your reason.")
def replay(
    service: str | None,
    demo: Path | None,
    ids: tuple[str, ...],
    is_all: bool,
    kind: str | None,
    is_sure: bool,
    by: str | None,
    why: str,
) -> None:
    """Have the events IDS tried again at once, then with the usual pauses; who, when and why is kept."""
    if is_all == bool(ids) or (kind and not is_all):
        raise click.UsageError("Name the events, or say --all; --type goes with --all.")
    places, who = wanted(service, demo), operator(by)
    from deploy.operator.events_output import outcomes_in_words
    from deploy.operator.parked_events import all_replayable, named, replay_each

    chosen = all_replayable(places, kind) if is_all else named(ids, service)
    if is_all and chosen.found and not is_sure:
        click.confirm(f"Try {len(chosen.found)} again?", abort=True)
    told = replay_each(places, chosen, who, why)
    click.echo(outcomes_in_words(told.found))
    end(told)


@events.command()
@database_options
@click.argument("ids", nargs=-1, required=True)
@audited
@click.option("--why", required=True, help="Your reason.")
def discard(service: str | None, demo: Path | None, ids: tuple[str, ...], by: str | None, why: str) -> None:
    """Let the events IDS go for good, and those go on that wait behind them; who, when and why is kept."""
    if not why.strip():
        raise click.BadParameter("say why", param_hint="--why")
    places, who = wanted(service, demo), operator(by)
    from deploy.operator.events_output import outcomes_in_words
    from deploy.operator.parked_events import discard_each, named

    told = discard_each(places, named(ids, service), who, why)
    click.echo(outcomes_in_words(told.found))
    end(told)


def operator(by: str | None) -> str:
    """Who acts."""
    if by and by.strip():
        return by.strip()
    try:
        return getuser()
    except (KeyError, OSError):  # a container's user may have no name
        raise click.UsageError("Say who you are: --by NAME.") from None


def end(told: Told[Sequence[object]]) -> NoReturn:
    """Say what could not be done, and exit with 1 if there is such."""
    for complaint in told.complaints:
        click.echo(complaint, err=True)
    raise SystemExit(0 if told.is_all_done else 1)
