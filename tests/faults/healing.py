"""Reconciles the play's outbox with its inbox, and has sent again what is missing: as operators do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from time import sleep

from shared.messaging.publishing.republish import MissingEvent, republish
from shared.messaging.reconciliation.reconcile import Reconciliation
from shared.messaging.reconciliation.sql_event_counts import SqlEventCounts
from shared.messaging.runtime.topology import handlers_of
from shared.messaging.runtime.transaction import connected
from tests.faults.play import Sink, Source
from tests.faults.stage import Stage

_GRACE, _PAUSE = 1.0, 0.2  # seconds; operators wait longer


def republish_missing(stage: Stage) -> int:
    """How many events were missing at the sink, and are sent again."""
    hearings = {service.name: handlers_of(service) for service in (Source, Sink)}
    books = {name: SqlEventCounts(partial(connected, stage.engine(name)), hearings[name]) for name in hearings}
    now = datetime.now(UTC)
    report = Reconciliation(books, hearings, lambda _: None, sleep, _GRACE, _PAUSE).run(now, now - timedelta(hours=1))
    missed = [
        MissingEvent(id, line.type, f"{line.service}.{line.handler}") for line in report.lines for id in line.missing
    ]
    with connected(stage.engine("source")) as connection:
        return republish(connection, missed, "faults", "missing")
