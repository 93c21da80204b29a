"""The entrypoint for events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from nameko.extensions import Entrypoint, SharedExtension

from shared.contracts.registry import event_spec
from shared.messaging.consuming.batches import BatchProcessor
from shared.messaging.consuming.consumer import Consumer
from shared.messaging.consuming.retrier import Retrier
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.worker_runner import declare

Method = TypeVar("Method", bound=Callable[..., Any])


class EventConsumption(SharedExtension):
    """All the event handlers of one service, fed by one consumer."""

    context = ServiceContext()

    def __init__(self) -> None:
        self._handlers: defaultdict[type, list[EventHandlerEntrypoint]] = defaultdict(list)
        self._loops: tuple[Consumer, Retrier] | None = None

    def add(self, handler: EventHandlerEntrypoint) -> None:
        """Have a handler fed."""
        self.context.open()
        for contract in handler.hears:
            self._handlers[contract].append(handler)

    def start(self) -> None:
        """Begin to consume and to retry."""
        heard = [(each.method_name, event_spec(key).name) for key, found in self._handlers.items() for each in found]
        effects = BatchProcessor(self.context, self._handlers)
        self._loops = (Consumer(self.context, effects, heard), Retrier(self.context, effects))
        for loop in self._loops:
            self.container.spawn_managed_thread(loop.run, identifier=loop.name)

    def stop(self) -> None:
        """Finish and acknowledge what is in hand; called by each handler, before nameko waits for its workers."""
        for loop in self._loops or ():
            loop.stop()


class EventHandlerEntrypoint(Entrypoint):
    """Runs a method once for each event of the given contracts."""

    hearing = EventConsumption()
    takes_many = False

    def __init__(self, *contracts: type, **options: Any) -> None:
        super().__init__(expected_exceptions=(Exception,), **options)
        self.hears = contracts

    def setup(self) -> None:
        """Join the service's handlers."""
        self.hearing.add(self)

    def stop(self) -> None:
        """Let the service's consumer finish."""
        self.hearing.stop()


class BatchHandlerEntrypoint(EventHandlerEntrypoint):
    """Runs a method for all events of the given contracts that have arrived together."""

    takes_many = True


def handles(*contracts: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, event, tx)`` hears these events, each once, in the order of their aggregate."""
    return lambda method: declare(EventHandlerEntrypoint(*contracts), method)


def handles_batch(*contracts: type) -> Callable[[Method], Method]:
    """Declare that a method ``(self, events, tx)`` hears these events, as many at once as have arrived.

    For handlers that do a batch in few statements. The same promises hold: each event once, those of an aggregate in
    order. If it raises, it is called again for each event alone. What it emits names the event that it follows from.
    """
    return lambda method: declare(BatchHandlerEntrypoint(*contracts), method)
