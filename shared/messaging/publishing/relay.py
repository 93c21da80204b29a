"""Carries a service's outbox to the broker: one replica at a time, in order, nothing marked that was not confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from time import monotonic

import psycopg
import structlog

from shared.messaging.broker.port import OutgoingMessage, Publisher, PublishOutcome
from shared.messaging.kernel import metrics
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop
from shared.messaging.runtime.notifications import connect
from shared.messaging.runtime.topology import listeners, overheard
from shared.messaging.storage import outbox

log = structlog.get_logger(__name__)

LOCK = 4021964
_UNTIL_ALL_KNOW = 0.5


class Relay(Loop):
    """Publishes what is unpublished, and marks it once the broker has confirmed it."""

    name = "relay"

    def __init__(self, context: ServiceContext) -> None:
        super().__init__(context)
        self.context = context
        self._due = context.leadership.relay_due
        context.notifications.on(outbox.CHANNEL, self._due)
        self._connection: psycopg.Connection | None = None
        self._publisher: Publisher | None = None
        self._later = TypeBackoff()
        self._declare_at = 0.0

    def run_once(self) -> None:
        """Publish all that is due, then wait for more."""
        if self._connection is None:
            self._connection = connect(self.context.settings, "relay")
            # Outside of any transaction: no row is locked, and no vacuum held up, for as long as a broker is silent.
            # A mark that a crash of the server takes back is an event published twice, which the inbox makes harmless;
            # the flush to the disk that is spared is one of three on an event's way.
            self._connection.execute("SET synchronous_commit = off")
        if not self._leads(self._connection):
            self.status.report(is_up=True)
            self.pause(messaging_options().poll_interval)
            return
        if self._publisher is None:
            self.pause(max(0.0, self._declare_at - monotonic()))
            self._publisher = self.context.broker.publisher(listeners(), overheard())
        self.status.report(is_up=True)
        while self._carry(self._connection, self._publisher) and not self.is_stopping:
            self.status.report(is_up=True)
        if self._publisher is not None:
            self._publisher.tend()
        if not self.is_stopping:
            self._due.wait(min(messaging_options().poll_interval, self._later.soonest()))

    def wake(self) -> None:
        """Cut the waiting short."""
        self._due.set()

    def release(self) -> None:
        """Drop both connections: the lock goes with one, what is unconfirmed with the other."""
        self.context.leadership.lose()
        if self._publisher is not None:
            self._publisher.close()
        if self._connection is not None:
            self._connection.close()
        self._publisher = self._connection = None

    def _leads(self, connection: psycopg.Connection) -> bool:
        if self.context.leadership.is_ours:
            return True
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if row is not None and row[0]:
            self.context.leadership.gain()
        return self.context.leadership.is_ours

    def _carry(self, connection: psycopg.Connection, publisher: Publisher) -> bool:
        most = messaging_options().relay_batch
        due, began = outbox.due(connection, most, self._later.types()), monotonic()
        if due:
            self.status.report(is_up=True, doing=f"{len(due)} events on their way to the broker")
            self._settle(connection, due, self._publish(publisher, due), began)
        return len(due) == most

    def _publish(self, publisher: Publisher, due: Sequence[outbox.PendingEvent]) -> list[PublishOutcome]:
        service = self.context.settings.service
        try:
            fates = publisher.publish(
                [OutgoingMessage(row.event_id, row.type, row.payload.encode(), row.subject) for row in due]
            )
        except BrokerUnavailable:
            metrics.PUBLISH_FAILURES.labels(service).inc(len(due))
            raise
        metrics.PUBLISHED.labels(service).inc(fates.count(PublishOutcome.CONFIRMED))
        return fates

    def _settle(
        self,
        connection: psycopg.Connection,
        due: Sequence[outbox.PendingEvent],
        fates: Sequence[PublishOutcome],
        began: float,
    ) -> None:
        met = {fate: [row for row, each in zip(due, fates, strict=True) if each is fate] for fate in PublishOutcome}
        heard = {name for types in listeners().values() for name in types}
        lost = [row for row in met[PublishOutcome.UNROUTED] if row.type in heard or not heard]
        unheard = [row for row in met[PublishOutcome.UNROUTED] if heard and row.type not in heard]
        refused, ago = met[PublishOutcome.REFUSED], monotonic() - began
        outbox.mark(connection, [row.id for row in met[PublishOutcome.CONFIRMED]], ago)
        outbox.mark(connection, [row.id for row in unheard], ago, is_unrouted=True)
        self._note({row.type for row in met[PublishOutcome.CONFIRMED]})
        if met[PublishOutcome.CONFIRMED] or unheard:
            self.status.work()
        for row in lost + refused:
            self._later.put_off(row.type)
            self.status.mark_overdue(f"no queue takes {row.type}")
        if lost or refused:
            metrics.PUBLISH_FAILURES.labels(self.context.settings.service).inc(len(lost) + len(refused))
            log.warning(
                "not_taken", service=self.context.settings.service, types=sorted({row.type for row in lost + refused})
            )
            # On a new channel: RabbitMQ may go on refusing on the old one when there is room again, and a queue or
            # its binding may have been deleted under us, which a new publisher declares.
            self._renew_publisher()
        if lost:
            # Not at once: a quorum queue that is back before its consumer has heard of the end is taken for the
            # former one, and the consumer gets nothing from it.
            self._declare_at = monotonic() + _UNTIL_ALL_KNOW

    def _note(self, confirmed: Collection[str]) -> None:
        for type in confirmed:
            self._later.bring_back(type)
            self.status.clear_overdue(f"no queue takes {type}")

    def _renew_publisher(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
        self._publisher = None


class TypeBackoff:
    """Types that somebody hears but no queue takes at present, and when to try each again."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._pauses: dict[str, float] = {}

    def put_off(self, type: str) -> None:
        """Leave a type for a while, longer each time in a row."""
        now = monotonic()
        if self._until.get(type, 0.0) > now:
            return
        pause = self._pauses.get(type, messaging_options().reconnect_first) * 2
        self._pauses[type] = min(pause, messaging_options().reconnect_most)
        self._until[type] = now + self._pauses[type]

    def bring_back(self, type: str) -> None:
        """A queue takes it again."""
        self._until.pop(type, None)
        self._pauses.pop(type, None)

    def types(self) -> list[str]:
        """The types to leave for now."""
        now = monotonic()
        return [type for type, until in self._until.items() if until > now]

    def soonest(self) -> float:
        """Seconds until one may be tried again."""
        now = monotonic()
        return max(min((until for until in self._until.values() if until > now), default=now + 3600.0) - now, 0.01)
