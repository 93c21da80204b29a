"""The whole process, in each of the three worlds."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path

import pytest

from deploy.host.service_discovery import service_names
from deploy.scenario.run import run_scenario
from tests.e2e.worlds import ROOT, World, compose, is_ready, separate_processes, status_of


def played(world: World) -> list[str]:
    """The lines of a scenario that passed."""
    lines: list[str] = []
    code = run_scenario(world.url, world.username, world.password, lines.append)
    assert code == 0, "\n".join(lines)
    assert lines[-1] == "PASS"
    return lines


def test_the_scenario_passes_in_one_process(demo: World) -> None:
    lines = played(demo)
    assert is_ready(demo.ops["all"])
    assert any("notification.lecturer_alerted.v1" in line for line in lines)


def test_the_scenario_passes_twice_in_separate_processes(tmp_path: Path, postgres_url: str, amqp_url: str) -> None:
    with separate_processes(tmp_path, postgres_url, amqp_url) as world:
        played(world)
        played(world)
        assert {status_of(f"{ops}/health") for ops in world.ops.values()} == {200}
        for name, ops in world.ops.items():
            with urllib.request.urlopen(f"{ops}/metrics", timeout=5) as answer:
                assert f'service="{name}"' in answer.read().decode()
    logs = "".join(log.read_text(errors="replace") for log in tmp_path.glob("*.log"))
    assert "Aino Asiakas" not in logs
    assert "@scenario.example" not in logs
    assert "uni on lyhyttä" not in logs


@pytest.mark.compose
def test_the_scenario_passes_in_compose_with_two_notifications() -> None:
    with compose("hyke-e2e") as world:
        played(world)
        base = json.loads(world.ops["compose"])
        listed = subprocess.run([*base, "ps", "--format=json"], cwd=ROOT, capture_output=True, text=True, check=True)
        rows = [json.loads(line) for line in listed.stdout.splitlines()]
        containers = [(row["Service"], row["Health"]) for row in rows]
        assert containers.count(("notification", "healthy")) == 2
        assert {name for name, health in containers if health == "healthy"} >= set(service_names())
        user = subprocess.run(
            [*base, "exec", "-T", "session", "id", "-u"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert user.stdout.strip() != "0"
