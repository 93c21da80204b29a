"""What is promised of handlers that take many events at once, and of the session that a batch shares."""

from __future__ import annotations

import json
from uuid import uuid4

from shared.messaging.runtime.transaction import transactions_of
from tests.integration.messaging.green import in_green
from tests.integration.messaging.many import ByOrm, Many, Silent
from tests.integration.messaging.trial import Counted
from tests.integration.messaging.world import World


@in_green
def test_a_handler_of_many_hears_each_event_once_and_several_together(world: World) -> None:
    Many.batches.clear()
    world.start(Many)
    world.emit(*range(1, 400, 2))
    world.eventually(lambda: len(world.effects()) == 200)
    assert world.effects() == list(range(1, 400, 2))
    assert sum(Many.batches) == 200
    assert max(Many.batches) > 1


@in_green
def test_what_a_handler_of_many_emits_follows_from_the_event_that_it_names(world: World) -> None:
    world.start(Many)
    world.emit(1, 2, 3, 4)
    world.eventually(lambda: sorted(world.effects()) == [1, 2, 3, 4, 4, 8])
    told = [json.loads(payload) for payload in world.rows("SELECT payload FROM outbox ORDER BY id")]
    ids = {each["data"]["number"]: each["id"] for each in told if each["type"] == "trial.counted.v1"}
    causes = {each["data"]["number"]: each["causationid"] for each in told if each["type"] == "trial.doubled.v1"}
    assert causes == {4: ids[2], 8: ids[4]}


@in_green
def test_one_failing_event_of_many_is_parked_alone(world: World) -> None:
    world.run("INSERT INTO faults (number) VALUES (3)")
    container = world.start(Many)
    with transactions_of(container)() as tx:
        for number in (1, 3, 5):
            tx.emit(Counted(uuid4(), number))
    world.eventually(lambda: sorted(world.effects()) == [1, 5])
    assert world.rows("SELECT handler, state FROM parked") == [("counted", "waiting")]
    world.run("DELETE FROM faults")
    world.eventually(lambda: sorted(world.effects()) == [1, 3, 5])


@in_green
def test_an_earlier_event_of_a_subject_that_waits_for_its_batch_comes_before_a_later_one(world: World) -> None:
    container = world.start(Many)
    world.stop(container)
    world.start(Many)
    subjects = [uuid4() for _ in range(20)]
    with transactions_of(world.containers[0])() as tx:
        for number in range(3):
            for subject in subjects:
                tx.emit(Counted(subject, number * 2 + 1))
    world.eventually(lambda: len(world.effects()) == 60)
    for subject in subjects:
        found = world.rows("SELECT number FROM effects WHERE counter_id = :id ORDER BY id", id=str(subject))
        assert found == [1, 3, 5]


@in_green
def test_a_handler_of_many_that_does_not_name_a_cause_is_told_so(world: World) -> None:
    world.start(Silent)
    world.emit(1)
    world.eventually(lambda: world.rows("SELECT count(*) FROM parked") == [1])
    assert "because of which" in world.rows("SELECT error FROM parked")[0]


@in_green
def test_a_statement_sees_what_the_session_of_the_batch_holds(world: World) -> None:
    ByOrm.seen.clear()
    world.start(ByOrm)
    world.emit(*range(20, 40))
    world.eventually(lambda: len(world.effects()) == 20)
    assert ByOrm.seen == list(range(20))


@in_green
def test_what_the_session_cannot_write_parks_its_event_and_no_other(world: World) -> None:
    container = world.start(ByOrm)
    with transactions_of(container)() as tx:
        for number in (12, 13, 14):
            tx.emit(Counted(uuid4(), number))
    world.eventually(lambda: sorted(world.effects()) == [12, 14])
    world.eventually(lambda: world.rows("SELECT handler FROM parked") == ["counted"])
