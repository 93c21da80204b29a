"""A few rounds of each fault: nothing is lost, nothing takes effect twice, and nothing happens that should not."""

from __future__ import annotations

import os

import pytest

from tests.faults.scenario import Scenario, play
from tests.faults.stage import Stage
from tests.faults.table import SCENARIOS


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.fault)
def test_nothing_is_lost_or_done_twice(scenario: Scenario, stage: Stage, seed: int) -> None:
    if stage.transport not in scenario.transports:
        pytest.skip("there is no such fault inside one process")
    if scenario.needs_own_broker and os.environ.get("AMQP_URL"):
        pytest.skip("needs a broker of our own to command")
    tally = play(scenario, stage, scenario.quick, seed)
    assert not tally.findings, f"seed {seed}"
    assert tally.rounds == scenario.quick
