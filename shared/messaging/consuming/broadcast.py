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
from shared.messaging.consuming.received_event import understand
from shared.messaging.kernel.errors import BrokerDown
from shared.messaging.kernel.options import tuning
from shared.messaging.runtime.context import Core
from shared.messaging.runtime.loop import Loop, brief
from shared.messaging.runtime.worker_runner import declare, run_worker
from shared.observability import correlation
from shared.tracing import span_of, within

log = structlog.get_logger(__name__)

Method = TypeVar("Method", bound=Callable[..., Any])


class Overhearing(SharedExtension):
    """All the live handlers of one service, fed by one subscription."""

    core = Core()

    def __init__(self) -> None:
        self.handlers: defaultdict[type, list[Live]] = defaultdict(list)
        self._loop: Overhearer | None = None

    def add(self, handler: Live) -> None:
        """Have a handler fed."""
        self.core.open()
        for contract in handler.overhears:
            self.handlers[contract].append(handler)

    def start(self) -> None:
        """Begin to listen."""
        self._loop = Overhearer(self.core, self.handlers)
        self.container.spawn_managed_thread(self._loop.run, identifier="live")

    def stop(self) -> None:
        """Listen no more."""
        if self._loop is not None:
            self._loop.stop()


class Overhearer(Loop):
    """Hands passing events to their handlers, whose failures it logs."""

    name = "live"

    def __init__(self, core: Core, handlers: dict[type, list[Live]]) -> None:
        super().__init__(core)
        self.core = core
        self._handlers = handlers
        self._subscription: Subscription | None = None

    def round(self) -> None:
        """What has passed by, or a wait for it."""
        if self._subscription is None:
            types = sorted(event_spec(contract).name for contract in self._handlers)
            self._subscription = self.core.broker.overhear(types)
        self.pulse.beat(is_up=True)
        for delivery in self._subscription.take(tuning().batch, tuning().poll):
            heard = understand(delivery, self.core.settings.stack)
            for handler in self._handlers.get(type(heard.event), ()):
                cause = heard.envelope.cause if heard.envelope else UNKNOWN
                with correlation(cause.correlation_id), within(span_of(cause.traceparent)):
                    self._run(handler, heard.event)

    def wake(self) -> None:
        """Cut the waiting short."""
        if self._subscription is not None:
            with suppress(BrokerDown):
                self._subscription.cancel()

    def leave(self) -> None:
        """Leave the broker."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def _run(self, handler: Live, event: object) -> None:
        try:
            run_worker(self.core.container, handler, event)
        except Exception as error:
            service = self.core.settings.service
            log.warning("live_handler_failed", service=service, handler=handler.method_name, error=brief(error))


class Live(Entrypoint):
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


def live(*contracts: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, event)`` of every replica hears these events as they pass."""
    return lambda method: declare(Live(*contracts), method)
