"""What a service keeps of a trace: the commands that it ran, the events that it published, heard and put aside."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from shared.messaging.storage.subscriptions import HandlerBinding
from shared.messaging.tracing import queries as queries
from shared.tracing import handler_span, span_of

MOST = 5000
"""Rows of one kind that one service tells of; a trace that an outsider floods stays readable."""

Fact = str | int | bool


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """Something that happened in a service, named by ``key``, beneath the first of ``parents`` that is known.

    ``at`` is when it happened, if it has; ``times`` are the instants of what became of it, in their order. Neither
    facts nor names hold personal data.
    """

    kind: str
    service: str
    name: str
    key: str
    at: datetime | None
    parents: tuple[str, ...] = ()
    also: str = ""  # another name for it, good where it is the only one so named
    times: Mapping[str, datetime] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TracedEvent:
    """An event of a trace, as those who may have heard it need to know it."""

    id: UUID
    type: str
    at: datetime
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: traces as a whole, and events by themselves."""

    traces: frozenset[UUID] = frozenset()
    events: frozenset[UUID] = frozenset()


def span_key(service: str, traceparent: str | None) -> str:
    """The name of the work of a service that a span is."""
    span = span_of(traceparent)
    return f"{service}/span/{span.trace_id}/{span.id}" if span else f"{service}/span/unknown"


def commands(connection: Connection, service: str, wanted: Wanted) -> list[TraceEntry]:
    """The commands that the service ran."""
    rows = connection.execute(text(queries.COMMANDS), {"traces": list(wanted.traces), "most": MOST})
    return [
        TraceEntry("command", service, row.request, span_key(service, row.traceparent), row.received_at) for row in rows
    ]


def events(connection: Connection, service: str, wanted: Wanted) -> tuple[list[TraceEntry], list[TracedEvent]]:
    """The events that the service wrote, and the same for those who may have heard them."""
    values = {"traces": list(wanted.traces), "events": list(wanted.events), "most": MOST}
    rows = connection.execute(text(queries.EVENTS), values).all()
    read = [(row, json.loads(row.payload)) for row in rows]
    traced = [TracedEvent(row.event_id, row.type, row.created_at, told.get("traceparent")) for row, told in read]
    return [_event(service, row, told) for row, told in read], traced


def hearings(
    connection: Connection, service: str, heard: Collection[TracedEvent], declared: Sequence[HandlerBinding]
) -> list[TraceEntry]:
    """What became of events in a service: one step for each handler that heard one, or that is to hear it."""
    of = {event.id: event for event in heard}
    values = {"events": list(of)}
    inbox = {(row.event_id, row.handler): row for row in connection.execute(text(queries.HEARD), values)}
    parked = {(row.event_id, row.handler): row for row in connection.execute(text(queries.PARKED), values)}
    since = {(row.handler, row.type): row.since for row in connection.execute(text(queries.SINCE))}
    keys = dict.fromkeys([*inbox, *parked, *_due(heard, declared, since)])
    return [
        _hearing(service, of[id], handler, inbox.get((id, handler)), parked.get((id, handler))) for id, handler in keys
    ]


def unknown(service: str, heard: Collection[TracedEvent], declared: Sequence[HandlerBinding]) -> list[TraceEntry]:
    """The same where the service's database cannot be asked: that nothing is known of them."""
    of = {event.id: event for event in heard}
    steps = [_hearing(service, of[id], handler, None, None) for id, handler in _due(heard, declared, {})]
    return [replace(step, facts={"state": "not known: its database did not answer"}) for step in steps]


def _due(
    heard: Collection[TracedEvent], declared: Sequence[HandlerBinding], since: Mapping[HandlerBinding, datetime]
) -> list[tuple[UUID, str]]:
    """Which handler is to hear which event: what happened before it began to hear the type is not for it."""
    return [
        (event.id, handler)
        for event in heard
        for handler, type in declared
        if type == event.type and since.get((handler, type), event.at) <= event.at
    ]


def _event(service: str, row: Any, told: Mapping[str, Any]) -> TraceEntry:
    cause = told.get("causationid")
    parents = [span_key(service, told["traceparent"])] if told.get("traceparent") else []
    parents += [f"{service}/heard/{cause}", f"event/{cause}"] if cause else []
    facts: dict[str, Fact] = {"event_id": str(row.event_id), "subject": row.subject}
    facts |= {"state": "nobody hears it"} if row.is_unrouted else {}
    times = {"published": row.published_at} if row.published_at else {}
    key = f"event/{row.event_id}"
    return TraceEntry("event", service, row.type, key, row.created_at, tuple(parents), times=times, facts=facts)


def _hearing(service: str, event: TracedEvent, handler: str, heard: Any, parked: Any) -> TraceEntry:
    span = handler_span(event.traceparent, event.id, f"{service}.{handler}")
    work = f"{service}/heard/{event.id}"
    key = span_key(service, span.traceparent) if span else f"{work}/{handler}"
    at = heard.heard_at if heard else parked.parked_at if parked else None
    times, facts = _parking(parked) if parked else ({}, {})
    times |= {"heard": heard.heard_at} if heard else {}
    facts |= {"state": "heard" if heard else parked.state if parked else "not heard yet"}
    name = f"{service}.{handler}" if handler else service
    return TraceEntry("handler", service, name, key, at, (f"event/{event.id}",), work, times, facts)


def _parking(parked: Any) -> tuple[dict[str, datetime], dict[str, Fact]]:
    times = {"parked": parked.parked_at}
    if parked.state == "waiting":
        times["next try"] = parked.next_at
    if parked.state == "discarded":
        times["discarded"] = parked.ended_at
    return times, {"reason": parked.reason, "attempts": parked.attempts}
