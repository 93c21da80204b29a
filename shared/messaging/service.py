"""The base of every service: it is healthy, measured, reconciled and repairable without another line."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from shared.messaging.dead_letters.service import DeadLetterMixin
from shared.messaging.operations.endpoint import OperationsEndpoint
from shared.messaging.operations.pruning import Pruner
from shared.messaging.publishing.relay import Relay
from shared.messaging.reconciliation.service import ReconciliationMixin
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.loop import Loop


class Background(DependencyProvider):
    """Publishes what the service's transactions emit, and prunes what has been kept for long enough."""

    context = ServiceContext()

    def __init__(self) -> None:
        self._loops: list[Loop] = []

    def setup(self) -> None:
        """Make the loops, which are to hear the database from its first moment."""
        self.context.open()
        self._loops = [Relay(self.context), Pruner(self.context)]

    def start(self) -> None:
        """Begin."""
        for loop in self._loops:
            self.container.spawn_managed_thread(loop.run, identifier=loop.name)

    def stop(self) -> None:
        """Let each finish its round; no worker emits anything any more."""
        for loop in reversed(self._loops):
            loop.stop()

    def get_dependency(self, worker_ctx: Any) -> None:
        """Workers need nothing of it."""


class EventService(DeadLetterMixin, ReconciliationMixin):
    """A service of the stack; a subclass gives it its ``name`` and says what it handles and serves.

    It brings /health, /ready and /metrics, the relay of its outbox, the pruning of its tables, what coordinators may do
    about events that it could not act on, and the comparison of its outbox and inbox with those of the others.
    """

    operations = OperationsEndpoint()
    background = Background()
