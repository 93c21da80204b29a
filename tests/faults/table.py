"""Every fault of the suite."""

from __future__ import annotations

from tests.faults.scenario import NOT_QUICK, RABBIT, Scenario
from tests.faults.scenarios import brokers, databases, deaths, messages, network, order

SCENARIOS = (
    Scenario("kill -9 before commit", deaths.killed_before_commit),
    Scenario("kill -9 after commit, before ack", deaths.killed_after_commit_before_ack),
    Scenario("relay killed after confirm, before mark", deaths.killed_after_confirm_before_mark),
    Scenario("relay killed in mid-batch", deaths.killed_in_mid_batch),
    Scenario("kill -9 of any process at any moment", deaths.killed_at_any_moment),
    Scenario("rollback of the business transaction", deaths.rolled_back),
    Scenario("SIGTERM during a long handler", deaths.stopped_in_a_long_handler),
    Scenario("SIGKILL after the grace period", deaths.killed_after_the_grace, quick=RABBIT),
    Scenario("TCP reset while a handler runs", network.reset_while_a_handler_runs, RABBIT),
    Scenario("TCP reset exactly at the ack", network.reset_at_the_ack, RABBIT),
    Scenario("TCP reset at any frame", network.reset_at_any_frame, RABBIT),
    Scenario("black hole, then back, consumer", network.black_hole_for_the_consumer, RABBIT),
    Scenario("black hole, then back, publisher", network.black_hole_for_the_publisher, RABBIT, quick=NOT_QUICK),
    Scenario("black hole for ever, consumer", network.forsaken_consumer, RABBIT),
    Scenario("black hole for ever, publisher", network.forsaken_publisher, RABBIT),
    Scenario("slow lines that break", network.slow_lines, RABBIT, quick=NOT_QUICK),
    Scenario("broker restart, idle", brokers.restarted_while_idle, RABBIT, needs_own_broker=True, quick=NOT_QUICK),
    Scenario("broker restart during publish", brokers.restarted_during_publish, RABBIT, needs_own_broker=True),
    Scenario("broker memory alarm", brokers.out_of_memory, RABBIT, needs_own_broker=True),
    Scenario("queue unbound", brokers.unbound, RABBIT),
    Scenario("queue deleted, empty", brokers.deleted_when_empty, RABBIT),
    Scenario("queue deleted with events in it", brokers.deleted_when_full, RABBIT),
    Scenario("queue full", brokers.full, RABBIT, needs_own_broker=True),
    Scenario("PostgreSQL restart in mid-handler", databases.restarted_in_mid_handler),
    Scenario("database sessions ended", databases.sessions_ended, quick=RABBIT),
    Scenario("database out of reach", databases.out_of_reach, quick=RABBIT),
    Scenario("pool exhausted", databases.no_connection_left, quick=RABBIT),
    Scenario("malformed, unknown, misfitting", messages.malformed),
    Scenario("20 MB body", messages.large, quick=RABBIT),
    Scenario("wrong content type", messages.wrong_content_type, RABBIT),
    Scenario("hostile headers and properties", messages.hostile_headers, RABBIT),
    Scenario("unknown fields and attributes", messages.strange_but_good, RABBIT),
    Scenario("delivered again and again", messages.delivered_again),
    Scenario("a handler that always fails", messages.always_fails, quick=RABBIT),
    Scenario("a handler that fails for a while", messages.fails_for_a_while, quick=RABBIT),
    Scenario("commits in reverse order", order.committed_in_reverse),
    Scenario("one event at two replicas at once", order.heard_by_two_at_once, RABBIT),
    Scenario("a replica takes over", order.taken_over, RABBIT),
)
