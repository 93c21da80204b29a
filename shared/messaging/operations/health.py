"""How a service stands: its loops, its database, and what waits in its outbox and among its parked events."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

import eventlet
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from shared.messaging.kernel.options import messaging_options
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.heartbeat import OK, LoopStatus
from shared.messaging.runtime.loop import error_summary

_ASKED_SECONDS = 3.0
_OUTBOX = text(
    """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)
    FROM outbox WHERE published_at IS NULL
    """
)
_OLDEST = text(
    """
    SELECT id, extract(epoch FROM clock_timestamp() - created_at)::float AS age
    FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 1
    """
)
_PARKED = text("SELECT state, count(*) FROM parked WHERE state IN ('waiting', 'dead') GROUP BY state")


class ServiceHealth:
    """One service, as /health and /ready tell of it."""

    def __init__(self, context: ServiceContext) -> None:
        self._core = context
        self.service = context.settings.service
        self._oldest: tuple[int, float] | None = None  # the oldest event that is due, and since when it has been seen

    def health(self) -> dict[str, str]:
        """Each loop: ``ok``, or what has been wrong for longer than ``stuck_after``, a broker that is away included."""
        words = {name: pulse.in_words() for name, pulse in self._core.statuses.items()}
        if words.get("relay") == OK and self._core.leadership.is_ours:
            words["relay"] = self._outbox_health(self._core.statuses["relay"])
        return words

    def concerns(self) -> dict[str, str]:
        """What the service's own watches say: work that does not get done although every loop goes round."""
        try:
            with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
                return {part: word for each in self._core.watches for part, word in each.words(connection).items()}
        except (Exception, eventlet.Timeout) as error:
            return {"watch": f"not known: {error_summary(error)}"}

    def readiness(self) -> dict[str, str]:
        """Each loop that has what it needs, and the database."""
        loops = {name: "ok" if pulse.is_up else "not up" for name, pulse in self._core.statuses.items()}
        return {**loops, "database": self._database()}

    @property
    def hears_database(self) -> bool:
        """Whether the connection that always listens to the database stands, as it last knew; asks nobody."""
        return self._core.status("wake").is_up

    def is_well(self) -> bool:
        """Whether people can be served now: the database answers, and no loop has been ill for long."""
        return self.hears_database and self._database() == OK and all(word == OK for word in self.health().values())

    @property
    def leads(self) -> bool:
        """Whether this replica is the one that publishes."""
        return self._core.leadership.is_ours

    def loops_up(self) -> dict[str, bool]:
        """Each loop, and whether it goes round and has what it needs."""
        return {name: pulse.is_good for name, pulse in self._core.statuses.items()}

    def waiting(self) -> tuple[int, float, dict[str, int]]:
        """The outbox's backlog and the age of its oldest in seconds, and the parked events by state."""
        with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
            count, oldest = connection.execute(_OUTBOX).one()
            states: dict[str, int] = dict(connection.execute(_PARKED).tuples().all())
        return int(count), float(oldest), states

    def watched(self) -> list[Metric]:
        """The gauges of the service's own watches."""
        with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
            return [metric for each in self._core.watches for metric in each.gauges(connection)]

    def _outbox_health(self, relay: LoopStatus) -> str:
        try:
            with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
                row = connection.execute(_OLDEST).one_or_none()
        except (Exception, eventlet.Timeout):
            return OK  # the relay needs the database as well, and says so itself
        if row is None or self._oldest is None or self._oldest[0] != row.id:
            self._oldest = (row.id, monotonic()) if row else None
        most = messaging_options().stuck_after
        if row is None or self._oldest is None or row.age <= most:
            return OK
        # A relay that works off a backlog is not stuck: the oldest is another each time.
        is_stuck = relay.idle_seconds > most or monotonic() - self._oldest[1] > most
        return f"stuck: oldest event unpublished for {row.age:.0f} s" if is_stuck else OK

    def _database(self) -> str:
        try:
            with eventlet.Timeout(_ASKED_SECONDS), self._core.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except (Exception, eventlet.Timeout) as error:
            return error_summary(error)
        return "ok"


class Gauges(Collector):
    """What is measured at the moment of asking, of all services of the process."""

    def __init__(self, standings: Iterable[ServiceHealth]) -> None:
        self._standings = standings

    def describe(self) -> list[Metric]:
        """Nothing: registering asks no database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """The gauges; of a service whose database is away, only its loops."""
        watched: list[Metric] = []
        up = GaugeMetricFamily("hyke_loop_up", "1 while a loop has what it needs", labels=["service", "loop"])
        backlog = GaugeMetricFamily("hyke_outbox_backlog", "Events not yet published", labels=["service"])
        age = GaugeMetricFamily("hyke_outbox_oldest_seconds", "Age of the oldest of them", labels=["service"])
        leads = GaugeMetricFamily("hyke_relay_leads", "1 on the replica that publishes and retries", labels=["service"])
        parked = GaugeMetricFamily("hyke_parked", "Events put aside", labels=["service", "state"])
        for standing in self._standings:
            leads.add_metric([standing.service], float(standing.leads))
            for loop, is_up in standing.loops_up().items():
                up.add_metric([standing.service, loop], float(is_up))
            try:
                count, oldest, states = standing.waiting()
                watched += standing.watched()
            except (Exception, eventlet.Timeout):
                continue  # which /ready tells
            backlog.add_metric([standing.service], count)
            age.add_metric([standing.service], oldest)
            for state in ("waiting", "dead"):
                parked.add_metric([standing.service, state], states.get(state, 0))
        return [up, leads, backlog, age, parked, *watched]
