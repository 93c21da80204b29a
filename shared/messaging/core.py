"""What all messaging of one service shares: its engine, its broker, its relay, its state as seen from outside."""

from __future__ import annotations

from typing import Any

import structlog
from nameko.extensions import SharedExtension
from sqlalchemy import Engine

from shared.db import engine_for, reading_engine_for
from shared.messaging.broker import Broker, Caller, broker_for
from shared.messaging.hosting import settings_of
from shared.messaging.pulse import Pulse
from shared.messaging.watch import Watch
from shared.messaging.wire import Signal
from shared.settings import Settings

log = structlog.get_logger(__name__)


class Core(SharedExtension):
    """One for each container; starts with it and stops after its workers."""

    settings: Settings
    engine: Engine
    reading: Engine  # for questions
    broker: Broker
    wake: Any

    # No properties here: nameko evaluates every attribute of an extension when it binds it.
    def __init__(self) -> None:
        self.pulses: dict[str, Pulse] = {}
        self.watches: list[Watch] = []
        self.leadership = Leadership()
        self.caller: Caller | None = None
        self._closing: list[Any] = []
        self._is_open = False

    def pulse(self, name: str) -> Pulse:
        """The pulse of a loop, by name."""
        return self.pulses.setdefault(name, Pulse())

    def close_at_end(self, resource: Any) -> None:
        """Have this closed when the service stops."""
        self._closing.append(resource)

    def open(self) -> None:
        """Open what the service has, once; every extension that needs it in its own set-up calls this."""
        from shared.messaging.pruning import Pruner
        from shared.messaging.relay import Relay
        from shared.messaging.wake import Wake

        if self._is_open:
            return
        self._is_open = True
        self.settings = settings_of(self.container)
        self.engine = engine_for(self.settings.database_url, f"hyke-{self.settings.service}")
        self.reading = reading_engine_for(self.settings.database_url, f"hyke-{self.settings.service}-reading")
        self.broker = broker_for(self.settings.amqp_url)
        self.wake = Wake(self)
        self._relay = Relay(self)
        self._pruner = Pruner(self)

    def setup(self) -> None:
        """Open."""
        self.open()

    def start(self) -> None:
        """Start them."""
        for loop in (self.wake, self._relay, self._pruner):
            self.container.spawn_managed_thread(loop.run, identifier=loop.name)

    def stop(self) -> None:
        """Let each finish its round, then leave broker and database."""
        for loop in (self._pruner, self._relay, self.wake):
            loop.stop()
        for resource in self._closing:
            resource.close()
        self.reading.dispose()
        self.engine.dispose()


class Leadership:
    """Whether this replica is the one that relays, retries and runs the leader's timers."""

    def __init__(self) -> None:
        self.is_ours = False
        self.relay_due = Signal()  # set once a transaction of this process has committed events
        self._gained = Signal()

    def gain(self) -> None:
        """This replica leads."""
        self.is_ours = True
        self._gained.set()

    def lose(self) -> None:
        """Another may lead."""
        self.is_ours = False

    def stop_waiting(self) -> None:
        """Wake whoever waits for it."""
        self._gained.set()

    def wait(self, seconds: float) -> bool:
        """Whether this replica leads, after waiting a while for it."""
        if not self.is_ours:
            self._gained.wait(seconds)
        return self.is_ours


def core_of(container: Any) -> Core:
    """The container's core."""
    found: Core = container.shared_extensions[Core]
    return found
