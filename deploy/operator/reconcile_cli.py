"""The command `hyke events reconcile`."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import click

from deploy.operator.events_cli import as_json, audited, operator
from deploy.operator.service_databases import demo_option, wanted

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class Since(click.ParamType[datetime]):
    """An instant: so long ago (7d, 36h, 90m), or a date or time in ISO 8601, in UTC unless it says otherwise."""

    name = "since"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant; a complaint that says what is expected."""
        if isinstance(value, datetime):
            return value
        ago = re.fullmatch(r"(\d{1,6})([dhm])", str(value))
        if ago:
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        try:
            given = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail("write 7d, 36h or 90m, or a date like 2026-11-24", param, ctx)
        return given if given.tzinfo else given.replace(tzinfo=UTC)


class EventId(click.ParamType[UUID | None]):
    """An event's id, or ``all``, which is None."""

    name = "id"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> UUID | None:
        """The id; a complaint where it is none."""
        if value == "all":
            return None
        try:
            return UUID(str(value))
        except ValueError:
            self.fail("name an event by its id, or write all", param, ctx)


@click.command()
@demo_option
@click.option("--since", type=Since(), default="7d", show_default=True, help="From when on: 7d, 36h, or a date.")
@click.option("--grace", default=60.0, show_default=True, help="Seconds that an event may be on its way unexplained.")
@click.option("--republish", "is_healing", is_flag=True, help="Send missing events again, each once.")
@click.option(
    "--acknowledge",
    "noted",
    multiple=True,
    type=EventId(),
    metavar="ID|all",
    help="Take note of a surplus effect, or of all that are found, with --why: it is no longer reported.",
)
@audited
@click.option("--why", help="With --republish or --acknowledge: your reason.")
@as_json
def reconcile(
    demo: Path | None,
    since: datetime,
    grace: float,
    is_healing: bool,
    noted: tuple[UUID | None, ...],
    by: str | None,
    why: str | None,
    is_json: bool,
) -> None:
    """Find events that were sent and neither took effect nor are parked, discarded or on their way.

    AMQP_URL lets it look into the queues; without, age alone decides. Ends with 0 when all is balanced, else with 1.
    """
    if noted and not (why or "").strip():
        raise click.UsageError('--acknowledge wants your reason: --why "booking was restored from a copy of 3 a.m."')
    places, who = wanted(None, demo), operator(by) if is_healing or noted else ""
    from deploy.operator.reconcile import acknowledge, held_at, kept_since, republish_missing
    from deploy.operator.reconcile import reconcile as account
    from deploy.operator.reconcile_output import in_json, in_words

    if since < kept_since():
        raise click.BadParameter(f"events are kept since {kept_since():%Y-%m-%d %H:%M} UTC", param_hint="--since")
    report = account(places, held_at(os.environ.get("AMQP_URL"), demo), since, grace)
    if noted:
        found = {event_id for line in report.lines for event_id in line.surplus}
        wanted_ids = found if None in noted else {each for each in noted if each}
        if wanted_ids - found:
            raise click.ClickException(f"no surplus: {', '.join(sorted(map(str, wanted_ids - found)))}")
        click.echo(f"{acknowledge(places, report, wanted_ids, who, why or '')} effects acknowledged", err=True)
    click.echo(in_json(report) if is_json else in_words(report))
    if is_healing:
        for service, count in republish_missing(places, report, who, why or "missing").items():
            click.echo(f"{service}: {count} sent again", err=True)
    raise SystemExit(0 if report.is_balanced else 1)
