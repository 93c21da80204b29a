"""Each rule of docs/alerts.yaml fires and stops, by Prometheus' own tool."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deploy.development.system_packages import path_of
from tests.unit.messaging.test_alerts import DOCS, RULE_TESTS


@pytest.fixture(scope="module")
def promtool() -> str:
    """The tool; where it cannot be had the tests fail with what to install, for unlooked-at rules prove nothing."""
    return path_of("promtool")


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("rules", RULE_TESTS, ids=lambda path: path.stem)
def test_the_rules_fire_and_stop(promtool: str, rules: Path) -> None:
    run(promtool, "test", "rules", rules)


def test_prometheus_takes_the_configuration_that_operators_are_given(promtool: str) -> None:
    run(promtool, "check", "config", DOCS / "prometheus.yaml")
