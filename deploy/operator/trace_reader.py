"""Reads a trace from the databases of all services; one that is away is named, and does not hide the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from deploy.host.service_discovery import service_class, service_names
from deploy.operator.service_databases import Databases, engines
from shared.messaging.runtime.loop import error_summary
from shared.messaging.runtime.topology import handlers_of
from shared.messaging.tracing import entries, lookup
from shared.messaging.tracing.entries import TracedEvent, TraceEntry, Wanted
from shared.tracing import root_span, span_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found, how, and by name of service why it may not be all."""

    steps: list[TraceEntry]
    wanted: Wanted
    way: str
    missing: Mapping[str, str]
    most: int = entries.MOST

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than was read."""
        told = Counter((step.service, step.kind) for step in self.steps if step.kind != "handler")
        return any(number >= self.most for number in told.values())


@dataclass(slots=True)
class Sources:
    """The databases that answer; one that fails once is not asked again."""

    engines: Mapping[str, Engine]
    missing: dict[str, str] = field(default_factory=dict)

    def ask(self, what: Callable[[str, Connection], T]) -> dict[str, T]:
        """Each service's answer, from a transaction of its own that changes nothing."""
        answers: dict[str, T] = {}
        for service, engine in self.engines.items():
            if service in self.missing:
                continue
            try:
                with engine.connect().execution_options(postgresql_readonly=True) as connection:
                    answers[service] = what(service, connection)
            except SQLAlchemyError as error:
                self.missing[service] = error_summary(error)
        return answers


def read(places: Databases, id: str) -> Reading:
    """The trace that an id names: a traceparent, a trace's, an event's or a correlation id; no steps if none does."""
    with sources(places) as asked:
        for way, find in WAYS:
            wanted = find(asked, id.strip())
            steps = collect(asked, wanted) if wanted.traces or wanted.events else []
            if steps:
                return Reading(steps, wanted, way, asked.missing)
        return Reading([], Wanted(), "", asked.missing)


@contextmanager
def sources(places: Databases) -> Iterator[Sources]:
    """The databases, those without an address missing from the first."""
    unset = {name: f"{name.upper()}_DATABASE_URL is not set" for name in places.unknown}
    with engines(places.urls) as made:
        yield Sources(made, unset)


def collect(asked: Sources, wanted: Wanted) -> list[TraceEntry]:
    """Every step of what is wanted."""
    begun = asked.ask(lambda service, connection: _begun(service, connection, wanted))
    steps = [step for found, _ in begun.values() for step in found]
    traced = [event for _, events in begun.values() for event in events]
    declared = {name: handlers_of(service_class(name)) for name in service_names()}
    heard = asked.ask(lambda name, connection: entries.hearings(connection, name, traced, declared[name]))
    steps += [step for found in heard.values() for step in found]
    return steps + [step for name in asked.missing for step in entries.unknown(name, traced, declared[name])]


def _begun(service: str, connection: Connection, wanted: Wanted) -> tuple[list[TraceEntry], list[TracedEvent]]:
    events, traced = entries.events(connection, service, wanted)
    own = _own_steps(service)
    kept = own(connection, wanted.traces) if own else []
    return [*entries.commands(connection, service, wanted), *events, *kept], traced


def _own_steps(service: str) -> Callable[[Connection, Collection[UUID]], list[TraceEntry]] | None:
    """What a service itself adds: ``steps`` in its ``adapters/traces.py``, if it has one."""
    name = f"services.{service}.adapters.traces"
    found: Any = import_module(name).steps if find_spec(name) else None
    return found  # type: ignore[no-any-return]


def _by_trace(asked: Sources, id: str) -> Wanted:
    span = span_of(id)
    named = span.trace_id if span else id
    try:
        return Wanted(traces=frozenset({UUID(named)}))
    except ValueError:
        return Wanted()


def _by_event(asked: Sources, id: str) -> Wanted:
    try:
        event_id = UUID(id)
    except ValueError:
        return Wanted()
    found = asked.ask(lambda service, connection: lookup.by_event(connection, event_id))
    known = [(wanted, correlation_id) for wanted, correlation_id in found.values() if wanted != Wanted()]
    untraced = [correlation_id for wanted, correlation_id in known if wanted.events and correlation_id]
    return _together([*(wanted for wanted, _ in known), *(_by_search(asked, each) for each in untraced)])


def _by_digest(asked: Sources, id: str) -> Wanted:
    return Wanted(traces=frozenset({UUID(root_span(id).trace_id)}))


def _by_search(asked: Sources, id: str) -> Wanted:
    found = asked.ask(lambda service, connection: lookup.by_correlation(connection, id))
    return _together(found.values())


def _together(parts: Collection[Wanted]) -> Wanted:
    return Wanted(
        frozenset(trace for part in parts for trace in part.traces),
        frozenset(event for part in parts for event in part.events),
    )


WAYS: tuple[tuple[str, Callable[[Sources, str], Wanted]], ...] = (
    ("the trace", _by_trace),
    ("an event", _by_event),
    ("a correlation id", _by_digest),
    ("a correlation id, by looking through every event", _by_search),
)
