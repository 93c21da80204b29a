"""One transaction of a service: its connection, and the events that leave with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from nameko.extensions import DependencyProvider
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from shared.contracts.actor import SYSTEM, Actor
from shared.contracts.cloudevents import UNKNOWN, Cause, encode, source_of, subject_of
from shared.contracts.registry import event_spec
from shared.messaging.broker.port import check_size
from shared.messaging.runtime.context import ServiceContext, context_of
from shared.messaging.runtime.leadership import Leadership
from shared.messaging.storage import idempotency_keys, outbox
from shared.messaging.storage.event_ids import new_event_id
from shared.observability import correlation, current_correlation_id
from shared.settings import Settings
from shared.tracing import Span, current_span, root_span, span_of, within

_NOTIFY = text("SELECT pg_notify(:channel, '')")


@dataclass(slots=True)
class Transaction:
    """A database transaction in progress; what it emits is published if and only if it commits."""

    base: Connection
    now: datetime
    actor: Actor = SYSTEM
    correlation_id: str = ""
    cause: Cause = UNKNOWN
    service: str = ""
    stack: str = ""
    leaving: list[outbox.Row] = field(default_factory=list)
    span: Span | None = None
    unit: TransactionScope | None = None
    causes: Mapping[int, Callable[[], tuple[Cause, Span | None]]] = field(default_factory=dict)  # of many heard at once
    client_id: UUID | None = None

    @property
    def connection(self) -> Connection:
        """The connection, on which all that was added to the session so far can be seen."""
        if self.unit is not None:
            self.unit.flush()
        return self.base

    @property
    def session(self) -> Session:
        """An ORM session on the connection, shared by all that runs in this transaction and flushed before it ends."""
        if self.unit is None:
            raise RuntimeError("this transaction has no session: it was made without a unit of work")
        return self.unit.session

    def emit(self, event: object, because_of: object | None = None) -> None:
        """Publish an event of this service once the transaction has committed.

        A handler that hears many at once says because of which of them; ValueError if it does not. TooLarge if
        a broker might not take it.
        """
        spec = event_spec(event)
        if spec.producer != self.service:
            raise ValueError(f"{self.service} may not publish {spec.name}: it belongs to {spec.producer}")
        cause, span = self._cause(because_of)
        event_id = new_event_id(self.now)
        payload = encode(event, event_id, source_of(self.stack, self.service), self.now, str(event_id), cause)
        check_size(spec.name, payload.encode())
        trace_id = span.trace_id if span else None
        self.leaving.append(outbox.Row(event_id, spec.name, subject_of(event), payload, trace_id))
        if spec.erases:
            idempotency_keys.forget(self.connection, UUID(subject_of(event)))

    def concerns(self, client_id: UUID) -> None:
        """Say which client the command in hand is about: its receipt goes when the client is erased."""
        self.client_id = client_id

    def notify(self, channel: str) -> None:
        """Wake the workers that wait ``on_notify(channel)`` once the transaction has committed."""
        self.base.execute(_NOTIFY, {"channel": channel})

    def going_on(self, correlation_id: str, traceparent: str | None) -> Transaction:
        """This transaction as part of earlier work: what it emits belongs to that work's span, if it is known."""
        span = span_of(traceparent) or self.span
        cause = Cause(correlation_id, None, span.traceparent if span else None)
        return replace(self, correlation_id=correlation_id, cause=cause, span=span)

    def _cause(self, because_of: object | None) -> tuple[Cause, Span | None]:
        if not self.causes:
            return self.cause, self.span
        if id(because_of) not in self.causes:
            raise ValueError("say because of which of the events heard: emit(event, because_of=heard)")
        return self.causes[id(because_of)]()


class TransactionScope:
    """What all that runs in one database transaction shares: the connection, the session, the events that leave."""

    def __init__(self, connection: Connection, leadership: Leadership | None = None) -> None:
        self.connection = connection
        self.leaving: list[outbox.Row] = []
        self._leadership = leadership
        self._is_silent = False
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The session, made when it is first asked for."""
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False)
        return self._session

    def flush(self) -> None:
        """Send what the session holds back."""
        if self._session is not None:
            self._session.flush()

    def finish(self) -> None:
        """Send what is held back, then write the events that leave."""
        self.flush()
        self._is_silent = bool(self.leaving) and self._leadership is not None and self._leadership.is_ours
        if self._is_silent:
            outbox.write_silently(self.connection, self.leaving)
        else:
            outbox.write(self.connection, self.leaving)

    def committed(self) -> None:
        """Wake this process's relay, if the database was not asked to."""
        if self._is_silent and self._leadership is not None:
            self._leadership.relay_due.set()

    def transaction(
        self, settings: Settings, actor: Actor, cause: Cause, span: Span | None, now: datetime
    ) -> Transaction:
        """The face that a handler sees."""
        known = cause.correlation_id or ""
        service, stack = settings.service, settings.stack
        return Transaction(self.connection, now, actor, known, cause, service, stack, self.leaving, span, self)


Begin = Callable[[], AbstractContextManager[Transaction]]


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that commits at the end; one interrupted in mid-statement is dropped."""
    with engine.connect() as connection, connection.begin():
        try:
            yield connection
        except Exception:
            raise
        except BaseException:
            connection.invalidate()
            raise


@contextmanager
def begin(context: ServiceContext, actor: Actor = SYSTEM, is_readonly: bool = False) -> Iterator[Transaction]:
    """A transaction of the service, under the current correlation id and within the current span, or new ones."""
    with correlation(current_correlation_id()) as correlation_id:
        span = current_span() or root_span(correlation_id)
        with within(span):
            with connected(context.reading if is_readonly else context.engine) as connection:
                unit = TransactionScope(connection, context.leadership)
                cause = Cause(correlation_id, None, span.traceparent)
                yield unit.transaction(context.settings, actor, cause, span, datetime.now(UTC))
                unit.finish()
            unit.committed()


class Transactions(DependencyProvider):
    """Injects ``begin``: ``with self.transactions() as tx:`` commits at its end, or rolls back on an exception."""

    context = ServiceContext()

    def get_dependency(self, worker_ctx: Any) -> Begin:
        """What the worker sees."""
        return transactions_of(self.container)


def transactions_of(container: Any) -> Begin:
    """The same for an extension that is no worker."""
    context = context_of(container)
    return lambda: begin(context)
