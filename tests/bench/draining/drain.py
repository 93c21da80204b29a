"""Drains a backlog through the relay, RabbitMQ and a hearing service, and watches their memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic, sleep

import psycopg

from tests.bench.draining.backlog import fill
from tests.bench.programs import resident

LOOK = 1.0
PATIENCE = 60.0
TENTHS = 10
_DUE = "SELECT 1 FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 1"
_EFFECTS = "SELECT count(*) FROM effects WHERE number BETWEEN %s AND %s"
_ONCE = "SELECT count(*), count(DISTINCT number) FROM effects WHERE number BETWEEN %s AND %s"
_PARKED = "SELECT count(*) FROM parked"
# A claim writes its instant on all that it takes: the last ones' has nothing to be measured against.
_RATE = """
    SELECT count(*) FILTER (WHERE at < last) / extract(epoch FROM max(last) - min(at))
    FROM (SELECT {at} AS at, max({at}) OVER () AS last FROM {table} ORDER BY {at} DESC LIMIT %s) AS newest
    """
_TENTHS = """
    SELECT extract(epoch FROM min(published_at))
    FROM (SELECT id, published_at FROM outbox ORDER BY id DESC LIMIT %s) AS newest
    GROUP BY width_bucket(id, %s, %s, 10) ORDER BY 1
    """


@dataclass(frozen=True, slots=True)
class Drained:
    """Events a second over a whole backlog, published and taken effect; of each tenth, published; and memory in MB."""

    events: int
    published: float
    effective: float
    tenths: list[float]
    memory: Mapping[str, list[float]]


class Scene:
    """Two running services with their databases."""

    def __init__(self, outbox: psycopg.Connection, effects: psycopg.Connection, watched: Mapping[str, int]) -> None:
        self._outbox, self._effects, self._watched = outbox, effects, watched
        self._last = 0

    def drain(self, events: int) -> Drained:
        """Follow a new backlog of so many events to its end; AssertionError unless each took effect exactly once."""
        first, self._last = self._last + 1, self._last + events
        memory: dict[str, list[float]] = {name: [resident(pid)] for name, pid in self._watched.items()}
        fill(self._outbox, first, self._last)
        self._follow(first, memory)
        counted = self._effects.execute(_ONCE, [first, self._last]).fetchone()
        if counted != (events, events) or _one(self._effects, _PARKED) or self._outbox.execute(_DUE).fetchone():
            raise AssertionError(f"{events} events were to take effect once each; rows and numbers are {counted}")
        return Drained(
            events,
            _one(self._outbox, _RATE.format(table="outbox", at="published_at"), events),
            _one(self._effects, _RATE.format(table="inbox", at="heard_at"), events),
            self._tenths(first),
            memory,
        )

    def _follow(self, first: int, memory: Mapping[str, list[float]]) -> None:
        seen, moved, is_published = 0, monotonic(), False
        while seen < self._last - first + 1:
            if monotonic() - moved > PATIENCE:
                raise AssertionError(f"only {seen} of {self._last - first + 1} events took effect, and no more come")
            sleep(LOOK)
            for name, pid in self._watched.items():
                memory[name].append(resident(pid))
            if not is_published:
                is_published = self._outbox.execute(_DUE).fetchone() is None
                moved = monotonic()
                continue
            effects = _one(self._effects, _EFFECTS, first, self._last)
            seen, moved = int(effects), monotonic() if effects > seen else moved

    def _tenths(self, first: int) -> list[float]:
        events = self._last - first + 1
        found = self._outbox.execute(_TENTHS, [events, first, self._last + 1]).fetchall()
        began = [float(row[0]) for row in found]
        return [events / TENTHS / (after - before) for before, after in pairwise(began)]


def _one(connection: psycopg.Connection, query: str, *values: object) -> float:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return float(row[0])
