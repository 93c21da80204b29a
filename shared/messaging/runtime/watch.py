"""What a service adds of its own to /health and /metrics, beside the state of its loops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from prometheus_client.core import Metric
from sqlalchemy import Connection


class HealthContributor(Protocol):
    """Looks at a service's work as a whole; each call gets a connection, and should need milliseconds."""

    def words(self, connection: Connection) -> Mapping[str, str]:
        """Each part by name: ``ok``, or what people ought to know. It degrades health and never fails it."""

    def gauges(self, connection: Connection) -> Iterable[Metric]:
        """What is read from the database, so that it is the same on every replica."""
