"""How a service stands: its loops, its database, and what waits in its outbox and among its parked events."""

from __future__ import annotations

from collections.abc import Iterable

import eventlet
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from shared.messaging.core import Core
from shared.messaging.loops import brief

_ASKED_SECONDS = 3.0
_OUTBOX = text(
    """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)
    FROM outbox WHERE published_at IS NULL
    """
)
_PARKED = text("SELECT state, count(*) FROM parked WHERE state IN ('waiting', 'dead') GROUP BY state")


class Standing(Collector):
    """One service, as /health, /ready and /metrics tell of it."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def health(self) -> dict[str, str]:
        """Each loop: ok, stuck or dead; a broker or database that is away does not make the service ill."""
        return {name: self._loop_health(name) for name in self._core.pulses}

    def readiness(self) -> dict[str, str]:
        """Each loop that has what it needs, and the database."""
        loops = {name: "ok" if pulse.is_up else "not up" for name, pulse in self._core.pulses.items()}
        return {**loops, "database": self._database()}

    def collect(self) -> Iterable[Metric]:
        """The gauges, asked of the database at each scrape."""
        service = self._core.settings.service
        up = GaugeMetricFamily("hyke_loop_up", "1 while a loop has what it needs", labels=["service", "loop"])
        for name, pulse in self._core.pulses.items():
            up.add_metric([service, name], float(pulse.is_up and not pulse.is_stuck and not pulse.is_ended))
        yield up
        try:
            yield from self._counts(service)
        except (Exception, eventlet.Timeout):
            return  # the database is away, which /ready tells

    def _counts(self, service: str) -> list[Metric]:
        backlog = GaugeMetricFamily("hyke_outbox_backlog", "Events not yet published", labels=["service"])
        age = GaugeMetricFamily("hyke_outbox_oldest_seconds", "Age of the oldest of them", labels=["service"])
        parked = GaugeMetricFamily("hyke_parked", "Events put aside", labels=["service", "state"])
        with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
            count, oldest = connection.execute(_OUTBOX).one()
            states = dict(connection.execute(_PARKED).tuples().all())
        backlog.add_metric([service], float(count))
        age.add_metric([service], float(oldest))
        for state in ("waiting", "dead"):
            parked.add_metric([service, state], float(states.get(state, 0)))
        return [backlog, age, parked]

    def _loop_health(self, name: str) -> str:
        pulse = self._core.pulses[name]
        if pulse.is_ended:
            return "dead"
        return "stuck" if pulse.is_stuck else "ok"

    def _database(self) -> str:
        try:
            with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except (Exception, eventlet.Timeout) as error:
            return brief(error)
        return "ok"
