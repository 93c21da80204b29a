"""What all messaging of one service shares: its engines, its broker, what wakes it, its state as seen from outside."""

from __future__ import annotations

from typing import Any, Protocol

import structlog
from nameko.extensions import SharedExtension
from sqlalchemy import Engine

from shared.db import engine_for, reading_engine_for
from shared.messaging.broker.factory import broker_for
from shared.messaging.broker.port import Broker, RpcClient
from shared.messaging.runtime.heartbeat import LoopStatus
from shared.messaging.runtime.leadership import Leadership
from shared.messaging.runtime.notifications import PgListener
from shared.messaging.runtime.topology import settings_of
from shared.messaging.runtime.watch import HealthContributor
from shared.settings import Settings

log = structlog.get_logger(__name__)


class Closable(Protocol):
    """What is to be closed when the service stops."""

    def close(self) -> None:
        """Leave."""


class ServiceContext(SharedExtension):
    """One for each container; starts with it and stops after its workers."""

    settings: Settings
    engine: Engine
    reading: Engine  # for questions
    broker: Broker
    notifications: PgListener

    # No properties here: nameko evaluates every attribute of an extension when it binds it.
    def __init__(self) -> None:
        self.statuses: dict[str, LoopStatus] = {}
        self.watches: list[HealthContributor] = []
        self.leadership = Leadership()
        self.caller: RpcClient | None = None
        self._closing: list[Closable] = []
        self._is_open = False

    def status(self, name: str) -> LoopStatus:
        """The pulse of a loop, by name."""
        return self.statuses.setdefault(name, LoopStatus())

    def close_at_end(self, resource: Closable) -> None:
        """Have this closed when the service stops."""
        self._closing.append(resource)

    def open(self) -> None:
        """Open what the service has, once; every extension that needs it in its own set-up calls this."""
        if self._is_open:
            return
        self._is_open = True
        self.settings = settings_of(self.container)
        self.engine = engine_for(self.settings.database_url, f"hyke-{self.settings.service}")
        self.reading = reading_engine_for(self.settings.database_url, f"hyke-{self.settings.service}-reading")
        self.broker = broker_for(self.settings.amqp_url)
        self.notifications = PgListener(self)

    def setup(self) -> None:
        """Open."""
        self.open()

    def start(self) -> None:
        """Hear the database."""
        self.container.spawn_managed_thread(self.notifications.run, identifier=self.notifications.name)

    def stop(self) -> None:
        """Leave broker and database, when all that works with them has stopped."""
        self.notifications.stop()
        for resource in self._closing:
            resource.close()
        self.reading.dispose()
        self.engine.dispose()


def context_of(container: Any) -> ServiceContext:
    """The container's core."""
    found: ServiceContext = container.shared_extensions[ServiceContext]
    return found
