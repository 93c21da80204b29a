"""One transaction of a service: its connection, and the events that leave with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from nameko.extensions import DependencyProvider
from sqlalchemy import Connection, Engine, text

from shared.contracts.actor import SYSTEM, Actor
from shared.contracts.cloudevents import UNKNOWN, Cause, encode, source_of, subject_of
from shared.contracts.registry import event_spec
from shared.messaging import outbox
from shared.messaging.core import Core, core_of
from shared.messaging.ids import new_event_id
from shared.observability import correlation, current_correlation_id
from shared.tracing import Span, current_span, root_span, within


@dataclass(slots=True)
class Transaction:
    """A database transaction in progress; what it emits is published if and only if it commits."""

    connection: Connection
    now: datetime
    actor: Actor = SYSTEM
    correlation_id: str = ""
    cause: Cause = UNKNOWN
    service: str = ""
    stack: str = ""
    leaving: list[outbox.Row] = field(default_factory=list)
    span: Span | None = None

    def emit(self, event: object) -> None:
        """Publish an event of this service once the transaction has committed."""
        spec = event_spec(event)
        if spec.producer != self.service:
            raise ValueError(f"{self.service} may not publish {spec.name}: it belongs to {spec.producer}")
        event_id = new_event_id(self.now)
        source = source_of(self.stack, self.service)
        payload = encode(event, event_id, source, self.now, str(event_id), self.cause)
        trace_id = self.span.trace_id if self.span else None
        self.leaving.append(outbox.Row(event_id, spec.name, subject_of(event), payload, trace_id))

    def notify(self, channel: str) -> None:
        """Wake the workers that wait ``on_notify(channel)`` once the transaction has committed."""
        self.connection.execute(_NOTIFY, {"channel": channel})


_NOTIFY = text("SELECT pg_notify(:channel, '')")

Begin = Callable[[], AbstractContextManager[Transaction]]


@contextmanager
def connected(engine: Engine, is_readonly: bool = False) -> Iterator[Connection]:
    """A connection in a transaction that commits at the end; one interrupted in mid-statement is dropped."""
    with engine.connect() as connection:
        if is_readonly:
            connection = connection.execution_options(postgresql_readonly=True)
        with connection.begin():
            try:
                yield connection
            except Exception:
                raise
            except BaseException:
                connection.invalidate()
                raise


@contextmanager
def begin(core: Core, actor: Actor = SYSTEM, is_readonly: bool = False) -> Iterator[Transaction]:
    """A transaction of the service, under the current correlation id and within the current span, or new ones."""
    with correlation(current_correlation_id()) as correlation_id:
        span = _span(correlation_id)
        with within(span), connected(core.engine, is_readonly) as connection:
            tx = transaction_on(core, connection, actor, Cause(correlation_id, None, span.traceparent), [], span)
            yield tx
            outbox.write(connection, tx.leaving)


def _span(correlation_id: str) -> Span:
    return current_span() or root_span(correlation_id)


def transaction_on(
    core: Core,
    connection: Connection,
    actor: Actor,
    cause: Cause,
    leaving: list[outbox.Row],
    span: Span | None = None,
) -> Transaction:
    """A transaction's face on a connection whose outbox rows somebody else will write."""
    settings = core.settings
    correlation_id = cause.correlation_id or ""
    return Transaction(
        connection, datetime.now(UTC), actor, correlation_id, cause, settings.service, settings.stack, leaving, span
    )


class Transactions(DependencyProvider):
    """Injects ``begin``: ``with self.transactions() as tx:`` commits at its end, or rolls back on an exception."""

    core = Core()

    def get_dependency(self, worker_ctx: Any) -> Begin:
        """What the worker sees."""
        return transactions_of(self.container)


def transactions_of(container: Any) -> Begin:
    """The same for an extension that is no worker."""
    core = core_of(container)
    return lambda: begin(core)
