"""The alerts that operators are given look at metrics that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from prometheus_client import REGISTRY
from sqlalchemy import Connection

from deploy.host.service_discovery import service_names
from services.notification.adapters.reach import Reach
from services.notification.adapters.watch import DeliveryWatch
from shared.clock import SystemClock
from shared.messaging.kernel import metrics
from shared.messaging.operations.health import Gauges

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
RULE_TESTS = sorted((ROOT / "tests" / "integration" / "alerts").glob("*.yaml"))
_NAME = re.compile(r"\bhyke_[a-z_]+")


class NoRows:
    """A database in which nothing waits and nothing was given up."""

    def execute(self, _: Any) -> NoRows:
        return self

    def one(self) -> tuple[int, None]:
        return 0, None

    def scalar_one(self) -> int:
        return 0

    def mappings(self) -> NoRows:
        return self

    def all(self) -> list[Any]:
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def known() -> set[str]:
    """Every name that /metrics can show."""
    assert metrics.PUBLISHED in REGISTRY._collector_to_names
    registered = {name for names in REGISTRY._collector_to_names.values() for name in names}
    watch = DeliveryWatch(Reach(), SystemClock())
    gauges = [*Gauges([]).collect(), *watch.gauges(cast(Connection, NoRows()))]
    return registered | {metric.name for metric in gauges}


def rules() -> list[dict[str, Any]]:
    """The rules of all groups."""
    groups = yaml.safe_load((DOCS / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_alert_looks_at_metrics_that_exist() -> None:
    assert {"HykeEventsMissing", "HykeOutboxStands", "HykeLoopDown"} <= {rule["alert"] for rule in rules()}
    for rule in rules():
        names = set(_NAME.findall(rule["expr"]))
        assert names or rule["expr"] in ('up{job="hyke"} == 0', 'absent(up{job="hyke"})')
        assert names - known() == set()
        assert rule["labels"]["severity"] in ("page", "morning")


def test_every_rule_has_a_test_in_which_it_fires_and_afterwards_stops() -> None:
    proven = set()
    for path in RULE_TESTS:
        for test in yaml.safe_load(path.read_text())["tests"]:
            looks = [
                (look["alertname"], minutes(look["eval_time"]), bool(look["exp_alerts"]))
                for look in test["alert_rule_test"]
            ]
            for name, at, fires in looks:
                if fires and any(other == name and later > at and not still for other, later, still in looks):
                    proven.add(name)
    assert {rule["alert"] for rule in rules()} - proven == set()


def minutes(text: str) -> float:
    """A span in Prometheus' words."""
    return float(text[:-1]) * {"s": 1 / 60, "m": 1, "h": 60}[text[-1]]


def test_each_service_of_the_stack_pages_when_it_is_gone_and_is_scraped() -> None:
    (down,) = [rule for rule in rules() if rule["alert"] == "HykeServiceDown"]
    assert down["labels"]["severity"] == "page"
    assert set(re.findall(r'absent\(hyke_relay_leads\{service="(\w+)"\}\)', down["expr"])) == set(service_names())
    (job,) = yaml.safe_load((DOCS / "prometheus.yaml").read_text())["scrape_configs"]
    assert set(job["dns_sd_configs"][0]["names"]) == set(service_names())


@pytest.mark.parametrize("name", sorted(name for name in known() if name.startswith("hyke_")))
def test_every_metric_is_described(name: str) -> None:
    described = set(_NAME.findall((DOCS / "operating.md").read_text()))
    whole = re.sub(r"_(created|bucket|count|sum)$", "", name)
    assert {whole, f"{whole}_total"} & described
