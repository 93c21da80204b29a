"""The stack reconciles itself: services open their books to each other, and metrics tell what was found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared.contracts.actor import PUBLIC
from shared.contracts.requests.books import Hearings
from shared.messaging.broker.factory import broker_for
from shared.messaging.reconciliation.monitor import ReconciliationMonitor
from shared.messaging.reconciliation.reconcile import Report
from shared.refusal import Refusal, RefusalKind
from tests.integration.messaging.green import in_green
from tests.integration.messaging.second import Keeping, Second, pair
from tests.integration.messaging.world import World

COUNTED = {"type": "trial.counted.v1", "service": "second", "handler": "counted_too"}


def accountant(world: World) -> ReconciliationMonitor:
    """One that takes nothing for young, and is not patient."""
    return ReconciliationMonitor(
        "trial", world.asks(), broker_for(world.broker_url), grace=0.0, pause=0.2, patience=0.5
    )


def gauge(name: str, **labels: str) -> float | None:
    """What Prometheus would be told."""
    return REGISTRY.get_sample_value(name, labels)


def reconcile(world: World, accounts: ReconciliationMonitor) -> Report:
    """One account."""
    return accounts(datetime.now(UTC))


@in_green
def test_a_lost_event_is_measured_and_logged_once_and_gone_when_it_is_healed(world: World) -> None:
    with pair(world) as both:
        world.start(Keeping)
        both.start_second()
        world.emit(1, 3)
        world.eventually(lambda: both.effects() == world.effects() == [1, 3] and len(world.effects("all_told")) == 2)
        accounts = accountant(world)
        assert reconcile(world, accounts).is_balanced
        assert gauge("hyke_events_missing", **COUNTED) == 0
        assert gauge("hyke_reconciliation_silent", service="second") == 0

        lost = both.forget_last()
        with capture_logs() as logs:
            assert not reconcile(world, accounts).is_balanced
            reconcile(world, accounts)
        told = [log for log in logs if log["event"] == "events_missing"]
        assert [(log["log_level"], log["handler"], log["event_ids"]) for log in told] == [
            ("error", "counted_too", [str(lost)])
        ]
        assert gauge("hyke_events_missing", **COUNTED) == 1
        age = gauge("hyke_reconciliation_age_seconds", service="trial")
        assert age is not None
        assert 0 <= age < 30

        world.run("UPDATE outbox SET published_at = NULL WHERE event_id = :id", id=lost)
        world.run("SELECT pg_notify('hyke_outbox', '')")
        world.eventually(lambda: len(both.effects()) == 3)
        assert reconcile(world, accounts).is_balanced
        assert gauge("hyke_events_missing", **COUNTED) == 0


@in_green
def test_a_service_that_does_not_answer_is_not_taken_for_balanced(world: World) -> None:
    with pair(world) as both:
        world.start(Keeping)
        both.start_and_stop_second()
        report = reconcile(world, accountant(world))
        assert not report.is_complete
        assert not report.is_balanced
        assert list(report.silent) == ["second"]
        assert gauge("hyke_reconciliation_silent", service="second") == 1
        assert gauge("hyke_reconciliation_silent", service="trial") == 0
        assert gauge("hyke_events_missing", **COUNTED) is None


@in_green
def test_nobody_but_a_service_may_read_the_books(world: World) -> None:
    with pair(world) as both:
        both.start_second()
        assert [each.handler for each in world.asks()(Hearings(Second.name))] == ["counted_too"]
        with pytest.raises(Refusal) as refused:
            world.asks()(Hearings(Second.name), actor=PUBLIC)
        assert refused.value.kind is RefusalKind.FORBIDDEN
