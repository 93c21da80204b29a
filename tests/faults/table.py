"""Every fault of the suite."""

from __future__ import annotations

from tests.faults.scenario import Scenario
from tests.faults.scenarios import deaths

SCENARIOS = (
    Scenario("kill -9 before commit", deaths.killed_before_commit),
    Scenario("kill -9 after commit, before ack", deaths.killed_after_commit_before_ack),
    Scenario("relay killed after confirm, before mark", deaths.killed_after_confirm_before_mark),
    Scenario("relay killed in mid-batch", deaths.killed_in_mid_batch),
    Scenario("kill -9 of any process at any moment", deaths.killed_at_any_moment),
    Scenario("rollback of the business transaction", deaths.rolled_back),
    Scenario("SIGTERM during a long handler", deaths.stopped_in_a_long_handler),
    Scenario("SIGKILL after the grace period", deaths.killed_after_the_grace),
)
