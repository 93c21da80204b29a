"""The entrypoint for events that only matter now: every replica hears them, nothing is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from nameko.extensions import Entrypoint, SharedExtension

from shared.contracts.cloudevents import UNKNOWN
from shared.contracts.registry import event_spec
from shared.messaging.broker.port import Subscription
from shared.messaging.consuming.received_event import parse_delivery
from shared.messaging.kernel.errors import BrokerUnavailable
from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop, error_summary
from shared.messaging.runtime.worker_runner import declare, run_worker
from shared.observability import correlation
from shared.tracing import span_of, within

log = structlog.get_logger(__name__)

Method = TypeVar("Method", bound=Callable[..., Any])


class Overhearing(SharedExtension):
    """All the live handlers of one service, fed by one subscription."""

    context = ServiceContext()

    def __init__(self) -> None:
        self.handlers: defaultdict[type, list[BroadcastEntrypoint]] = defaultdict(list)
        self._loop: BroadcastListener | None = None

    def add(self, handler: BroadcastEntrypoint) -> None:
        """Have a handler fed."""
        self.context.open()
        for contract in handler.overhears:
            self.handlers[contract].append(handler)

    def start(self) -> None:
        """Begin to listen."""
        self._loop = BroadcastListener(self.context, self.handlers)
        self.container.spawn_managed_thread(self._loop.run, identifier="live")

    def stop(self) -> None:
        """Listen no more."""
        if self._loop is not None:
            self._loop.stop()


class BroadcastListener(Loop):
    """Hands passing events to their handlers, whose failures it logs."""

    name = "live"

    def __init__(self, context: ServiceContext, handlers: dict[type, list[BroadcastEntrypoint]]) -> None:
        super().__init__(context)
        self.context = context
        self._handlers = handlers
        self._subscription: Subscription | None = None

    def run_once(self) -> None:
        """What has passed by, or a wait for it."""
        if self._subscription is None:
            types = sorted(event_spec(contract).name for contract in self._handlers)
            self._subscription = self.context.broker.overhear(types)
        self.status.report(is_up=True)
        for delivery in self._subscription.take(messaging_options().consumer_batch, messaging_options().poll_interval):
            heard = parse_delivery(delivery, self.context.settings.stack)
            for handler in self._handlers.get(type(heard.event), ()):
                cause = heard.envelope.cause if heard.envelope else UNKNOWN
                with correlation(cause.correlation_id), within(span_of(cause.traceparent)):
                    self._run(handler, heard.event)

    def wake(self) -> None:
        """Cut the waiting short."""
        if self._subscription is not None:
            with suppress(BrokerUnavailable):
                self._subscription.cancel()

    def release(self) -> None:
        """Leave the broker."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def _run(self, handler: BroadcastEntrypoint, event: object) -> None:
        try:
            run_worker(self.context.container, handler, event)
        except Exception as error:
            service = self.context.settings.service
            log.warning("live_handler_failed", service=service, handler=handler.method_name, error=error_summary(error))


class BroadcastEntrypoint(Entrypoint):
    """Runs a method for each event that is published while this replica is connected."""

    overhearing = Overhearing()

    def __init__(self, *contracts: type, **options: Any) -> None:
        super().__init__(expected_exceptions=(Exception,), **options)
        self.overhears = contracts

    def setup(self) -> None:
        """Join the service's live handlers."""
        self.overhearing.add(self)

    def stop(self) -> None:
        """Let the subscription end."""
        self.overhearing.stop()


def on_broadcast(*contracts: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, event)`` of every replica hears these events as they pass."""
    return lambda method: declare(BroadcastEntrypoint(*contracts), method)
