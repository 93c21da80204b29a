"""An event that the broker lost for one of its listeners is found and healed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from shared.messaging.broker.memory.broker import close_inprocess_brokers
from shared.messaging.publishing.republish import MissingEvent, republish
from shared.messaging.reconciliation.comparison import Line
from shared.messaging.reconciliation.reconcile import Report
from tests.integration.messaging.green import in_green
from tests.integration.messaging.second import Pair, pair
from tests.integration.messaging.world import World


def of_second(report: Report) -> Line:
    """The second service's account of the trial's counting."""
    return next(line for line in report.lines if line.service == "second")


def lose_what_waits_for_the_second(both: Pair) -> None:
    """By hand, and unnoticed: the trial's own queue still takes every event of the type."""
    both.delete_queue()
    if both.world.transport == "inprocess":
        path = both.world.broker_url.removeprefix("inprocess://")
        for container in list(both.world.containers):
            both.world.stop(container)
        close_inprocess_brokers()
        with closing(sqlite3.connect(path)) as journal, journal:
            assert journal.execute("DELETE FROM waiting WHERE queue = 'second'").rowcount > 0
        both.world.start()


def heal(both: Pair, line: Line) -> int:
    """Send the missing events again."""
    missed = [MissingEvent(event_id, line.type, f"{line.service}.{line.handler}") for event_id in line.missing]
    with both.world.engine.begin() as connection:
        return republish(connection, missed, "operator", "the queue was deleted")


@in_green
def test_a_queue_deleted_by_hand_is_found_by_what_is_missing_and_healed_by_sending_again(world: World) -> None:
    with pair(world) as both:
        both.start_and_stop_second()
        world.start()
        world.emit(1, 3)
        world.eventually(lambda: world.effects() == [1, 3])
        lose_what_waits_for_the_second(both)
        both.start_second()
        world.emit(5)
        world.eventually(lambda: both.effects() == [5])
        world.eventually(lambda: world.effects("all_told") == [1, 3, 5])

        found = of_second(both.reconcile())
        lost = world.rows("SELECT event_id FROM outbox WHERE type = 'trial.counted.v1' ORDER BY id LIMIT 2")
        assert sorted(found.missing) == sorted(lost)
        assert (found.events, found.effects) == (3, 1)

        assert heal(both, found) == 2
        world.eventually(lambda: sorted(both.effects()) == [1, 3, 5])
        world.eventually(lambda: both.reconcile().is_balanced)
        assert world.effects() == [1, 3, 5]  # who had acted did not act again
        acts = world.rows("SELECT act, actor, handler, event_id FROM desk_acts ORDER BY id")
        assert sorted(acts) == sorted(("republish", "operator", "second.counted_too", id) for id in lost)


@in_green
def test_a_queue_that_is_not_there_is_said(world: World) -> None:
    if world.transport != "rabbit":
        return
    with pair(world) as both:
        both.start_and_stop_second()
        world.start()
        world.emit(1)
        world.eventually(lambda: world.effects("all_told") == [1])
        both.delete_queue()
        report = both.reconcile()
        assert report.queueless == {"second"}
        assert len(of_second(report).missing) == 1


@in_green
def test_events_on_their_way_are_never_taken_for_lost(world: World) -> None:
    with pair(world) as both:
        world.start()
        both.start_second()
        reports: list[Report] = []
        for first in range(1, 1500, 500):
            world.emit(*range(first, first + 500, 2))
            reports.append(both.reconcile(pause=2.5))
        world.eventually(lambda: len(both.effects()) == 750)
        assert [line for report in reports for line in report.lines if not line.is_balanced] == []
        assert of_second(reports[-1]).events == 750


@in_green
def test_events_in_the_hand_of_a_slow_handler_are_not_taken_for_lost(world: World) -> None:
    with pair(world) as both:
        world.start()
        both.start_second()
        with both.engine.connect() as another:
            another.exec_driver_sql("LOCK TABLE effects")
            world.emit(1, 3)
            world.eventually(lambda: len(world.effects("all_told")) == 2)
            report = both.reconcile(pause=1.5)
            assert report.is_balanced
            assert of_second(report).in_flight == 2
        world.eventually(lambda: both.effects() == [1, 3])


@in_green
def test_what_waits_in_a_queue_is_on_its_way(world: World) -> None:
    with pair(world) as both:
        both.start_and_stop_second()
        world.start()
        world.emit(1, 3)
        world.eventually(lambda: world.effects("all_told") == [1, 3])
        report = both.reconcile()
        assert report.is_balanced
        assert of_second(report).in_flight == 2
        both.start_second()
        world.eventually(lambda: both.effects() == [1, 3])
        world.eventually(lambda: of_second(both.reconcile()).effects == 2)


@in_green
def test_a_parked_event_is_no_loss(world: World) -> None:
    with pair(world) as both:
        world.start()
        both.start_second()
        world.run("INSERT INTO faults VALUES (7)")
        world.emit(7)
        world.eventually(lambda: both.effects() == [7])
        report = both.reconcile()
        assert report.is_balanced
        counted = next(line for line in report.lines if line.handler == "counted")
        assert (counted.events, counted.parked) == (1, 1)
