"""What operators see."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from deploy.processes import free_port
from shared.messaging.core import Core
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
    container.shared_extensions[Core].pulses["relay"].is_ended = True
    status, body = get(port, "/health")
    assert status == 503
    assert json.loads(body)["services"]["trial"]["relay"] == "dead"
