"""Reconciles outboxes with inboxes on the databases directly, and has missing events sent again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from deploy.host.service_discovery import service_class, service_names
from deploy.operator.service_databases import Databases, engines
from shared.messaging.broker.memory.journal import ids_in
from shared.messaging.broker.port import QueueContents
from shared.messaging.broker.rabbitmq.broker import RabbitBroker
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import MessagingOptions
from shared.messaging.publishing.republish import MissingEvent, republish
from shared.messaging.reconciliation.acknowledge_surplus import SurplusEffect, acknowledge_surplus
from shared.messaging.reconciliation.event_counts import EventCounts
from shared.messaging.reconciliation.reconcile import PAUSE, Reconciliation, Report, producer_of
from shared.messaging.reconciliation.sql_event_counts import SqlEventCounts
from shared.messaging.runtime.topology import handlers_of
from shared.messaging.runtime.transaction import connected


def reconcile(places: Databases, held: Callable[[str], QueueContents | None], since: datetime, grace: float) -> Report:
    """The account of the stack's events since then; a service whose database is not known or away is named in it."""
    hearings = {name: handlers_of(service_class(name)) for name in service_names()}
    with engines(places.urls) as known:
        books: Mapping[str, EventCounts] = {
            name: SqlEventCounts(partial(connected, engine), hearings[name]) for name, engine in known.items()
        }
        report = Reconciliation(books, hearings, held, time.sleep, grace, PAUSE).run(datetime.now(UTC), since)
    report.silent |= {name: f"{name.upper()}_DATABASE_URL does not say where it is" for name in places.unknown}
    return report


def kept_since() -> datetime:
    """Since when nothing is pruned that a reconciliation needs."""
    return datetime.now(UTC) - MessagingOptions().outbox_retention


def republish_missing(places: Databases, report: Report, actor: str, why: str) -> dict[str, int]:
    """Have every missing event leave once more: how many of each service's."""
    missed: dict[str, list[MissingEvent]] = {}
    for line in report.lines:
        for event_id in line.missing:
            told = MissingEvent(event_id, line.type, f"{line.service}.{line.handler}")
            missed.setdefault(producer_of(line.type), []).append(told)
    with engines({name: places.urls[name] for name in missed}) as known:
        return {name: _republish(known[name], found, actor, why) for name, found in missed.items()}


def acknowledge(places: Databases, report: Report, ids: Collection[UUID], actor: str, why: str) -> int:
    """Keep that a person took note of these surplus effects, which the report then says too: how many effects."""
    lines = [line for line in report.lines if not set(line.surplus).isdisjoint(ids)]
    taken: dict[str, list[SurplusEffect]] = {}
    for line in lines:
        found = [SurplusEffect(line.handler, event_id, line.type) for event_id in line.surplus if event_id in ids]
        taken.setdefault(line.service, []).extend(found)
    with engines({name: places.urls[name] for name in taken}) as known:
        for name, effects in taken.items():
            with connected(known[name]) as connection:
                acknowledge_surplus(connection, effects, actor, why)
    for line in lines:
        line.acknowledge(ids)
    return sum(map(len, taken.values()))


def held_at(amqp_url: str | None, demo: Path | None) -> Callable[[str], QueueContents | None]:
    """What tells the content of a service's queues: the demo's journal, else the broker, else nobody."""
    if demo or (amqp_url or "").startswith("inprocess:"):
        journal = demo / "broker.sqlite" if demo else Path((amqp_url or "").removeprefix("inprocess://"))
        return partial(held_in, journal)
    if amqp_url:
        return RabbitBroker(amqp_url).held
    return lambda _: None


def held_in(journal: Path, service: str) -> QueueContents:
    """What the broker's file of a demo holds for a service."""
    try:
        with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as db:
            return QueueContents(0, ids=frozenset(ids_in(db, service)))
    except sqlite3.Error as error:
        raise BrokerUnavailable(f"{journal} cannot be read: {error}") from error


def _republish(engine: Engine, missed: list[MissingEvent], actor: str, why: str) -> int:
    with connected(engine) as connection:
        return republish(connection, missed, actor, why)
