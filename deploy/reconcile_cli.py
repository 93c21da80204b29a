"""The command `hyke events reconcile`."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from deploy.events_cli import as_json, audited, operator
from deploy.events_databases import demo_option, wanted

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


@click.command()
@demo_option
@click.option("--since", type=Since(), default="7d", show_default=True, help="From when on: 7d, 36h, or a date.")
@click.option("--grace", default=60.0, show_default=True, help="Seconds that an event may be on its way unexplained.")
@click.option("--republish", "is_healing", is_flag=True, help="Send missing events again, each once.")
@audited
@click.option("--why", default="missing", show_default=True, help="With --republish: your reason.")
@as_json
def reconcile(
    demo: Path | None, since: datetime, grace: float, is_healing: bool, by: str | None, why: str, is_json: bool
) -> None:
    """Find events that were sent and neither took effect nor are parked, discarded or on their way.

    AMQP_URL lets it look into the queues; without, age alone decides. Ends with 0 when all is balanced, else with 1.
    """
    places, who = wanted(None, demo), operator(by) if is_healing else ""
    from deploy.reconcile import held_at, kept_since, republish_missing
    from deploy.reconcile import reconcile as account
    from deploy.reconcile_words import in_json, in_words

    if since < kept_since():
        raise click.BadParameter(f"events are kept since {kept_since():%Y-%m-%d %H:%M} UTC", param_hint="--since")
    report = account(places, held_at(os.environ.get("AMQP_URL"), demo), since, grace)
    click.echo(in_json(report) if is_json else in_words(report))
    if is_healing:
        for service, count in republish_missing(places, report, who, why).items():
            click.echo(f"{service}: {count} sent again", err=True)
    raise SystemExit(0 if report.is_balanced else 1)
