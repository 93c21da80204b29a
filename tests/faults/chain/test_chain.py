"""Nothing of the chain is lost or repeated while its processes are killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.stack import service_names
from tests.conftest import FreshDatabase
from tests.faults.chain.plan import planned
from tests.faults.chain.report import findings, is_good
from tests.faults.chain.rounds import Play
from tests.faults.chain.world import Databases, separate, together
from tests.servers import Rabbit

SEED = int(os.environ.get("FAULTS_SEED", "4"))
ROUNDS, CHAINS = 4, 3


@pytest.fixture
def databases(fresh_database: FreshDatabase) -> Databases:
    """A database of its own for each service."""
    return {name: fresh_database(name) for name in service_names()}


def test_stress_5_makes_one_follow_up_and_one_alert_though_services_are_killed(
    databases: Databases, rabbit: Rabbit, tmp_path: Path
) -> None:
    with separate(databases, rabbit, tmp_path) as world:
        outcome = Play(world, CHAINS).all(planned(ROUNDS, SEED, most=2))
    assert is_good(outcome), [f"seed {SEED}", *findings(outcome)]


def test_stress_5_makes_one_follow_up_and_one_alert_though_the_only_process_is_killed(
    databases: Databases, tmp_path: Path
) -> None:
    with together(databases, tmp_path) as world:
        outcome = Play(world, CHAINS).all(planned(ROUNDS, SEED, most=1))
    assert is_good(outcome), [f"seed {SEED}", *findings(outcome)]
