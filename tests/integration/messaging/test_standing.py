"""What operators see."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import Connection, text

from deploy.host.processes import free_port
from shared.messaging.runtime.context import ServiceContext
from tests.integration.messaging.green import in_green
from tests.integration.messaging.world import World


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as failure:
        return failure.code, failure.read().decode()


@in_green
def test_a_running_service_is_healthy_and_ready_and_counts(world: World) -> None:
    port = free_port()
    world.configure(ops_port=port)
    world.start()
    world.emit(1)
    world.eventually(lambda: world.effects("all_told") == [1])
    assert get(port, "/health")[0] == 200
    status, body = get(port, "/ready")
    assert status == 200
    assert json.loads(body)["services"]["trial"]["database"] == "ok"
    _, metrics = get(port, "/metrics")
    for line in (
        'hyke_outbox_backlog{service="trial"} 0.0',
        'hyke_parked{service="trial",state="dead"} 0.0',
        'hyke_loop_up{loop="consumer",service="trial"} 1.0',
        'hyke_handler_seconds_count{handler="counted",service="trial"}',
        'hyke_events_published_total{service="trial"}',
    ):
        assert line in metrics


@in_green
def test_a_dead_relay_turns_health_red(world: World) -> None:
    port = free_port()
    world.configure(ops_port=port)
    container = world.start()
    container.shared_extensions[ServiceContext].statuses["relay"].is_ended = True
    status, body = get(port, "/health")
    assert status == 503
    assert json.loads(body)["services"]["trial"]["relay"] == "dead"


class Watching:
    """A service's own watch that has something to say."""

    def __init__(self, looks_at: str = "1") -> None:
        self.word = "ok"
        self._query = text(f"SELECT {looks_at}")

    def words(self, connection: Connection) -> dict[str, str]:
        connection.execute(self._query)
        return {"mail": self.word}

    def gauges(self, connection: Connection) -> list[Metric]:
        connection.execute(self._query)
        gauge = GaugeMetricFamily("hyke_trial_waiting", "What waits", labels=["service"])
        gauge.add_metric(["trial"], 3)
        return [gauge]


@in_green
def test_what_a_service_watches_degrades_health_and_leaves_it_ready(world: World) -> None:
    port = free_port()
    world.configure(ops_port=port)
    watch = Watching()
    world.start().shared_extensions[ServiceContext].watches.append(watch)
    assert json.loads(get(port, "/health")[1])["status"] == "ok"
    watch.word = "the mail server has been away since yesterday"
    status, body = get(port, "/health")
    assert (status, json.loads(body)["status"]) == (200, "degraded")
    assert json.loads(body)["services"]["trial"]["mail"] == watch.word
    assert get(port, "/ready")[0] == 200
    assert 'hyke_trial_waiting{service="trial"} 3.0' in get(port, "/metrics")[1]


@in_green
def test_a_watch_that_fails_says_so_and_fails_nothing_else(world: World) -> None:
    port = free_port()
    world.configure(ops_port=port)
    world.start().shared_extensions[ServiceContext].watches.append(Watching(looks_at="nothing"))
    status, body = get(port, "/health")
    assert (status, json.loads(body)["status"]) == (200, "degraded")
    assert json.loads(body)["services"]["trial"]["watch"].startswith("not known: UndefinedColumn")
    assert "hyke_outbox_backlog" in get(port, "/metrics")[1]
