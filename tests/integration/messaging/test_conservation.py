"""Every event that was sent is accounted for, and one that is not is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.messaging.broker.port import QueueContents
from shared.messaging.reconciliation.acknowledge_surplus import SurplusEffect, acknowledge_surplus
from shared.messaging.reconciliation.comparison import FEW, Line
from shared.messaging.reconciliation.reconcile import Report
from shared.messaging.storage.event_ids import new_event_id
from tests.conftest import FreshDatabase
from tests.integration.messaging.ledgers import NOW, TYPE, Ledgers

BOTH = ("rated", "also_rated")
AGO = timedelta(hours=3)


@pytest.fixture
def ledgers(fresh_database: FreshDatabase) -> Iterator[Ledgers]:
    """Two services' books."""
    found = Ledgers(fresh_database("session"), fresh_database("booking"))
    yield found
    found.close()


def line(report: Report, handler: str = "rated") -> Line:
    """The handler's account."""
    return next(each for each in report.lines if each.handler == handler)


def numbers(report: Report, handler: str = "rated") -> tuple[int, ...]:
    """Events, effects, parked, discarded, in flight, missing, surplus."""
    found = line(report, handler)
    left = (len(found.missing), len(found.surplus))
    return (found.events, found.effects, found.parked, found.discarded, found.in_flight, *left)


def test_events_that_all_took_effect_are_balanced(ledgers: Ledgers) -> None:
    ledgers.heard(ledgers.sent(5, AGO), *BOTH)
    report = ledgers.reconcile()
    assert report.is_balanced
    assert numbers(report) == numbers(report, "also_rated") == (5, 5, 0, 0, 0, 0, 0)


def test_a_missing_event_is_named_for_the_handler_that_lacks_it(ledgers: Ledgers) -> None:
    ids = ledgers.sent(5, AGO)
    ledgers.heard(ids, "rated")
    ledgers.heard(ids[1:], "also_rated")
    report = ledgers.reconcile()
    assert not report.is_balanced
    assert line(report).missing == []
    assert line(report, "also_rated").missing == [ids[0]]
    assert numbers(report, "also_rated") == (5, 4, 0, 0, 0, 1, 0)


def test_parked_and_discarded_events_are_counted_and_not_missing(ledgers: Ledgers) -> None:
    ids = ledgers.sent(6, AGO)
    ledgers.heard(ids[:2], *BOTH)
    ledgers.put_aside(ids[2:3], "waiting", *BOTH)
    ledgers.put_aside(ids[3:4], "dead", "")  # never reached a handler: stands for both
    ledgers.put_aside(ids[4:], "discarded", *BOTH)
    ledgers.heard(ids[5:], *BOTH)  # as the desk leaves it
    report = ledgers.reconcile()
    assert report.is_balanced
    assert numbers(report) == numbers(report, "also_rated") == (6, 2, 2, 2, 0, 0, 0)


def test_a_parked_event_that_took_effect_counts_once(ledgers: Ledgers) -> None:
    ids = ledgers.sent(2, AGO)
    ledgers.heard(ids, *BOTH)
    ledgers.put_aside(ids[:1], "done", *BOTH)
    ledgers.put_aside(ids[1:], "waiting", *BOTH)  # delivered again while its subject was held
    assert numbers(ledgers.reconcile()) == (2, 2, 0, 0, 0, 0, 0)


def test_an_event_that_is_due_or_has_just_left_is_in_flight(ledgers: Ledgers) -> None:
    ledgers.sent(2, AGO, published_at=None)
    ledgers.sent(3, AGO, published_at=datetime.now(UTC))  # its relay was away for hours
    report = ledgers.reconcile()
    assert report.is_balanced
    assert numbers(report) == (5, 0, 0, 0, 5, 0, 0)


def test_the_youngest_may_be_in_the_queue_as_far_as_it_holds_so_many(ledgers: Ledgers) -> None:
    old, young = ledgers.sent(2, AGO), ledgers.sent(3, timedelta(hours=1))
    report = ledgers.reconcile(QueueContents(3))
    assert sorted(line(report).missing) == sorted(old)
    assert line(report).in_flight == 3
    assert ledgers.reconcile(QueueContents(1, in_hand=4)).is_balanced
    assert not ledgers.reconcile(QueueContents(0, in_hand=400)).is_balanced
    with ledgers.engines["booking"].connect() as at_work:
        at_work.exec_driver_sql("SELECT pg_sleep(1.2)")
        assert ledgers.reconcile(QueueContents(0, in_hand=5)).is_balanced
        assert len(line(ledgers.reconcile(QueueContents(0, in_hand=3))).missing) == 2
    assert sorted(line(ledgers.reconcile(QueueContents(0, ids=frozenset(old)))).missing) == sorted(young)


def test_an_effect_that_no_outbox_knows_is_a_surplus(ledgers: Ledgers) -> None:
    ids = ledgers.sent(3, AGO)
    ledgers.heard(ids, *BOTH)
    with ledgers.engines["session"].begin() as connection:
        connection.exec_driver_sql("DELETE FROM outbox WHERE event_id = %s", (ids[1],))
    report = ledgers.reconcile()
    assert not report.is_balanced
    assert line(report).surplus == [ids[1]]
    assert numbers(report) == (2, 3, 0, 0, 0, 0, 1)


def test_a_loss_and_a_surplus_of_the_same_hour_do_not_hide_each_other(ledgers: Ledgers) -> None:
    ids = ledgers.sent(4, AGO)
    ledgers.heard(ids[:3], *BOTH)
    foreign = ledgers.sent(1, AGO)
    ledgers.heard(foreign, *BOTH)
    with ledgers.engines["session"].begin() as connection:
        connection.exec_driver_sql("DELETE FROM outbox WHERE event_id = %s", (foreign[0],))
    report = ledgers.reconcile()
    assert line(report).missing == [ids[3]]
    assert line(report).surplus == foreign


def test_nobody_owes_anything_for_what_was_unrouted_or_was_there_before_its_handler(ledgers: Ledgers) -> None:
    ledgers.sent(2, AGO, is_unrouted=True)
    ledgers.sent(3, timedelta(hours=5))
    ledgers.heard_since(NOW - timedelta(hours=4))
    assert numbers(ledgers.reconcile()) == (0, 0, 0, 0, 0, 0, 0)
    after = ledgers.sent(1, AGO)
    assert line(ledgers.reconcile()).missing == after


def test_a_handler_owes_what_was_made_from_its_first_second_on(ledgers: Ledgers) -> None:
    ledgers.heard_since(NOW - AGO)
    ledgers.sent(1, AGO + timedelta(seconds=1))
    after = ledgers.sent(1, AGO - timedelta(seconds=1))
    assert numbers(ledgers.reconcile()) == (1, 0, 0, 0, 0, 1, 0)
    assert line(ledgers.reconcile()).missing == after


def test_what_happens_between_the_looks_is_neither_missing_nor_too_much(ledgers: Ledgers) -> None:
    heard, parked, again = (ledgers.sent(1, AGO) for _ in range(3))

    def meanwhile() -> None:
        if ledgers.reconcile().is_balanced:
            return
        ledgers.heard(heard, *BOTH)
        ledgers.put_aside(parked, "waiting", *BOTH)
        ledgers.sent_again(again)

    report = ledgers.reconcile(meanwhile=meanwhile)
    assert report.is_balanced
    assert numbers(report) == (3, 1, 1, 0, 1, 0, 0)


def test_an_effect_of_an_event_that_was_unrouted_once_is_no_surplus(ledgers: Ledgers) -> None:
    ledgers.heard(ledgers.sent(1, AGO, is_unrouted=True), *BOTH)
    assert ledgers.reconcile().is_balanced


def test_a_foreign_message_that_is_parked_is_nobodys_loss(ledgers: Ledgers) -> None:
    ledgers.heard(ledgers.sent(1, AGO), *BOTH)
    ledgers.put_aside([new_event_id(NOW - AGO)], "dead", "")
    report = ledgers.reconcile()
    assert report.is_balanced
    assert numbers(report) == (1, 1, 0, 0, 0, 0, 0)


def test_a_parked_event_that_is_done_without_an_effect_is_missing(ledgers: Ledgers) -> None:
    ids = ledgers.sent(1, AGO)
    ledgers.put_aside(ids, "done", *BOTH)
    assert line(ledgers.reconcile()).missing == ids


def test_events_before_the_window_are_left_out(ledgers: Ledgers) -> None:
    ledgers.sent(2, timedelta(days=8))
    assert numbers(ledgers.reconcile()) == (0, 0, 0, 0, 0, 0, 0)
    assert len(line(ledgers.reconcile(since=timedelta(days=40))).missing) == 2


def test_an_effect_of_an_id_without_a_time_or_with_a_forged_one_is_a_surplus(ledgers: Ledgers) -> None:
    made_at_random, forged = uuid4(), new_event_id(NOW - timedelta(days=20))
    like_ours = UUID(int=(new_event_id(NOW - AGO).int & ~(0xF << 76)) | (4 << 76))  # in the window, but of version 4
    ledgers.heard([made_at_random, forged, like_ours], "rated")
    assert set(line(ledgers.reconcile()).surplus) == {made_at_random, forged, like_ours}


def test_an_event_of_before_the_window_that_is_heard_late_is_no_surplus(ledgers: Ledgers) -> None:
    ledgers.heard(ledgers.sent(3, timedelta(days=20)), *BOTH)
    long_parked = [new_event_id(NOW - timedelta(days=80))]  # its outbox row is pruned, and its parked row tells of it
    ledgers.put_aside(long_parked, "done", "rated")
    ledgers.heard(long_parked, "rated")
    assert ledgers.reconcile().is_balanced


def test_a_surplus_that_a_person_took_note_of_is_told_as_that_and_balances(ledgers: Ledgers) -> None:
    known, other = uuid4(), uuid4()
    ledgers.heard([known, other], "rated")
    with ledgers.engines["booking"].begin() as connection:
        for why in ("restored", "a second word changes nothing"):
            acknowledge_surplus(connection, [SurplusEffect("rated", known, TYPE)], "maarit", why)
        noted = connection.exec_driver_sql("SELECT actor, why FROM acknowledged_surplus").all()
    assert noted == [("maarit", "restored")]
    found = line(ledgers.reconcile())
    assert (found.surplus, found.acknowledged) == ([other], [known])


def test_one_in_many_thousand_is_found(ledgers: Ledgers) -> None:
    ids = ledgers.sent(FEW + 500, AGO) + ledgers.sent(FEW, timedelta(hours=3, seconds=1))
    ledgers.heard(ids[1:], *BOTH)
    report = ledgers.reconcile()
    assert line(report).missing == line(report, "also_rated").missing == ids[:1]
    assert line(report).effects == len(ids) - 1


def test_a_service_that_cannot_be_read_makes_the_account_incomplete(ledgers: Ledgers) -> None:
    ledgers.heard(ledgers.sent(1, AGO), *BOTH)
    with ledgers.engines["booking"].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere")
    report = ledgers.reconcile()
    assert not report.is_complete
    assert not report.is_balanced
    assert list(report.silent) == ["booking"]
