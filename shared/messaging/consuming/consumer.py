"""Takes a service's events from the broker and gives them back only when they have taken effect."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from shared.messaging.broker.port import Delivery, Subscription
from shared.messaging.consuming.batches import BatchProcessor
from shared.messaging.kernel import metrics
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage import subscriptions
from shared.messaging.storage.subscriptions import HandlerBinding


class Consumer(Loop):
    """Takes what has arrived, lets it take effect, and acknowledges it as a whole."""

    name = "consumer"

    def __init__(self, context: ServiceContext, effects: BatchProcessor, pairs: Sequence[HandlerBinding]) -> None:
        super().__init__(context)
        self.context = context
        self._effects = effects
        self._pairs = pairs
        self._subscription: Subscription | None = None
        self._heard_at = monotonic()

    def run_once(self) -> None:
        """One batch, or a wait for one."""
        plan = messaging_options()
        if self._subscription is None:
            self._subscription = self._subscribe(plan.consumer_batch * 2)
            self._heard_at = monotonic()
        self.status.report(is_up=True)
        batch = self._subscription.take(plan.consumer_batch, plan.poll_interval)
        if batch:
            self._settle(self._subscription, batch)
            self._heard_at = monotonic()
        elif monotonic() - self._heard_at > plan.resubscribe_after and not self.is_stopping:
            # A queue deleted and declared anew at once can leave us without a word on a connection that lives.
            self.release()

    def wake(self) -> None:
        """Ask for no more; what is in hand is finished and acknowledged."""
        if self._subscription is not None:
            with suppress(BrokerUnavailable):
                self._subscription.cancel()

    def _settle(self, subscription: Subscription, batch: Sequence[Delivery]) -> None:
        service = self.context.settings.service
        metrics.LAST_DELIVERY.labels(service).set_to_current_time()
        self.status.report(is_up=True, doing=f"{len(batch)} events in hand")
        self._effects.apply(batch, self)
        subscription.ack(batch[-1])
        metrics.LAST_SETTLED.labels(service).set_to_current_time()

    def _subscribe(self, prefetch: int) -> Subscription:
        with connected(self.context.engine) as connection:
            subscriptions.note(connection, self._pairs)
        types = sorted({type for _, type in self._pairs})
        return self.context.broker.subscribe(self.context.settings.service, types, prefetch)

    def release(self) -> None:
        """Give back what was not acknowledged."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
