"""The alerts that operators are given look at metrics that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from shared.messaging import metrics
from shared.messaging.standing import Gauges

DOCS = Path(__file__).parents[3] / "docs"
_NAME = re.compile(r"\bhyke_[a-z_]+")


def known() -> set[str]:
    """Every name that /metrics can show."""
    assert metrics.PUBLISHED in REGISTRY._collector_to_names
    registered = {name for names in REGISTRY._collector_to_names.values() for name in names}
    return registered | {metric.name for metric in Gauges([]).collect()}


def test_every_alert_looks_at_metrics_that_exist() -> None:
    groups = yaml.safe_load((DOCS / "alerts.yaml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert {"HykeEventsMissing", "HykeOutboxStands", "HykeLoopDown"} <= {rule["alert"] for rule in rules}
    for rule in rules:
        names = set(_NAME.findall(rule["expr"]))
        assert names
        assert names - known() == set()
        assert rule["labels"]["severity"] in ("page", "morning")


@pytest.mark.parametrize("name", sorted(name for name in known() if name.startswith("hyke_")))
def test_every_metric_is_described(name: str) -> None:
    described = set(_NAME.findall((DOCS / "operating.md").read_text()))
    whole = re.sub(r"_(created|bucket|count|sum)$", "", name)
    assert {whole, f"{whole}_total"} & described
