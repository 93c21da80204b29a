"""Takes a service's events from the broker and gives them back only when they have taken effect."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from shared.messaging.broker.port import Delivery, Subscription
from shared.messaging.consuming.batches import Effects
from shared.messaging.kernel import metrics
from shared.messaging.kernel.errors import BrokerDown
from shared.messaging.kernel.options import tuning
from shared.messaging.runtime.context import Core
from shared.messaging.runtime.loop import Loop
from shared.messaging.runtime.transaction import connected
from shared.messaging.storage import subscriptions
from shared.messaging.storage.subscriptions import Hearing


class Consumer(Loop):
    """Takes what has arrived, lets it take effect, and acknowledges it as a whole."""

    name = "consumer"

    def __init__(self, core: Core, effects: Effects, pairs: Sequence[Hearing]) -> None:
        super().__init__(core)
        self.core = core
        self._effects = effects
        self._pairs = pairs
        self._subscription: Subscription | None = None
        self._heard_at = monotonic()

    def round(self) -> None:
        """One batch, or a wait for one."""
        plan = tuning()
        if self._subscription is None:
            self._subscription = self._subscribe(plan.batch * 2)
            self._heard_at = monotonic()
        self.pulse.beat(is_up=True)
        batch = self._subscription.take(plan.batch, plan.poll)
        if batch:
            self._settle(self._subscription, batch)
            self._heard_at = monotonic()
        elif monotonic() - self._heard_at > plan.doubt_after and not self.is_stopping:
            # A queue deleted and declared anew at once can leave us without a word on a connection that lives.
            self.leave()

    def wake(self) -> None:
        """Ask for no more; what is in hand is finished and acknowledged."""
        if self._subscription is not None:
            with suppress(BrokerDown):
                self._subscription.cancel()

    def _settle(self, subscription: Subscription, batch: Sequence[Delivery]) -> None:
        service = self.core.settings.service
        metrics.LAST_DELIVERY.labels(service).set_to_current_time()
        self.pulse.beat(is_up=True, doing=f"{len(batch)} events in hand")
        self._effects.apply(batch, self)
        subscription.ack(batch[-1])
        metrics.LAST_SETTLED.labels(service).set_to_current_time()

    def _subscribe(self, prefetch: int) -> Subscription:
        with connected(self.core.engine) as connection:
            subscriptions.note(connection, self._pairs)
        types = sorted({type for _, type in self._pairs})
        return self.core.broker.subscribe(self.core.settings.service, types, prefetch)

    def leave(self) -> None:
        """Give back what was not acknowledged."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
