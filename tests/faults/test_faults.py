"""A round of each fault: nothing is lost, nothing takes effect twice, and nothing happens that should not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.scenario import Scenario, play
from tests.faults.servers import is_broker_foreign
from tests.faults.stage import Stage
from tests.faults.table import SCENARIOS

QUICK = [
    pytest.param(scenario, transport, id=f"{transport}-{scenario.fault}")
    for transport in ("rabbit", "inprocess")
    for scenario in SCENARIOS
    if transport in scenario.transports and transport in scenario.quick
]


@pytest.mark.parametrize(("scenario", "transport"), QUICK)
def test_nothing_is_lost_or_done_twice(
    scenario: Scenario, transport: str, stages: Callable[[str], Stage], seed: int
) -> None:
    if scenario.needs_own_broker and is_broker_foreign():
        pytest.skip("needs a broker of our own to command")
    tally = play(scenario, stages(transport), 1, seed)
    assert not tally.findings, f"seed {seed}"
    assert tally.rounds == 1
