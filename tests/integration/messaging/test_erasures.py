"""An erasure waits for nothing, cannot be discarded, and takes the receipts of the client's commands with it."""

from __future__ import annotations

from uuid import uuid4

import pytest
import sqlalchemy as sa

from shared.messaging import service_client_of
from shared.messaging.dead_letters.listing import list_parked
from shared.messaging.runtime.transaction import transactions_of
from shared.messaging.storage.migrations import add_receipt_owners
from shared.refusal import Refusal
from tests.integration.messaging.green import in_green
from tests.integration.messaging.test_desk import dead_at, discard, done_at, first, replay
from tests.integration.messaging.trial import CountView, Erased, Label, Paint
from tests.integration.messaging.world import World


def erase(world: World) -> None:
    with transactions_of(world.containers[0])() as tx:
        tx.emit(Erased(world.counter))


@in_green
def test_an_erasure_takes_effect_while_an_earlier_event_of_its_subject_is_dead(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.emit(3)
    erase(world)
    world.eventually(lambda: world.effects("erased") == [0])
    assert world.effects() == []
    assert world.rows("SELECT 1 FROM parked WHERE type = 'trial.erased.v1'") == []


@in_green
def test_an_erasure_that_failed_is_tried_again_before_what_failed_earlier(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.run("INSERT INTO faults VALUES (500)")
    erase(world)
    world.eventually(lambda: world.rows("SELECT attempts FROM parked WHERE type = 'trial.erased.v1'"))
    with world.engine.connect() as connection:
        (waiting,) = [entry for entry in list_parked(connection) if entry.type == "trial.erased.v1"]
    assert waiting.waits_for is None
    world.run("DELETE FROM faults WHERE number = 500")
    world.eventually(lambda: world.effects("erased") == [0])
    assert world.effects() == []


@in_green
def test_an_erasure_that_an_earlier_version_parked_behind_another_is_let_go_on(world: World) -> None:
    world.start()
    dead_at(world, 1)
    world.run("INSERT INTO faults VALUES (500)")
    erase(world)
    parked = "SELECT state FROM parked WHERE type = 'trial.erased.v1'"
    world.eventually(lambda: world.rows(parked) == ["dead"])
    world.run("DELETE FROM faults WHERE number = 500")
    world.run("UPDATE parked SET state = 'waiting', reason = 'behind', next_at = now() WHERE type = 'trial.erased.v1'")
    world.run("NOTIFY hyke_parked")
    world.eventually(lambda: world.rows(parked) == ["done"])


@in_green
def test_a_later_event_of_an_erasure_that_failed_waits_behind_it(world: World) -> None:
    world.start()
    world.run("INSERT INTO faults VALUES (500)")
    erase(world)
    world.eventually(lambda: world.rows("SELECT state FROM parked") == ["dead"])
    world.emit(3)
    world.eventually(lambda: len(world.rows("SELECT 1 FROM parked WHERE reason = 'behind'")) == 2)
    world.run("DELETE FROM faults")
    replay(world, first(world))
    world.eventually(lambda: world.effects() == [3])


@in_green
def test_nobody_can_discard_an_erasure_whatever_its_version_and_nothing_is_noted(world: World) -> None:
    world.start()
    world.run("INSERT INTO faults VALUES (500)")
    erase(world)
    world.eventually(lambda: world.rows("SELECT state FROM parked") == ["dead"])
    world.run(
        "INSERT INTO parked (handler, event_id, type, raw, reason, error, state)"
        " VALUES ('', gen_random_uuid(), 'trial.erased.v12', '', 'unknown_version', '', 'dead')"
    )
    known, unknown = world.rows("SELECT id FROM parked ORDER BY id")
    assert discard(world, known, unknown) == ["binding", "binding"]
    assert world.rows("SELECT DISTINCT state FROM parked") == ["dead"]
    assert done_at(world) == []
    assert replay(world, known) == ["replayed"]


@in_green
def test_the_same_key_after_an_erasure_neither_tells_nor_does_anything(world: World) -> None:
    ask = service_client_of(world.start())
    told, other = Label(world.counter, "Aino Asiakas"), Label(uuid4(), "Olli")
    assert ask(told, idempotency_key="k1") == ask(told, idempotency_key="k1") == CountView(1, "Aino Asiakas")
    ask(other, idempotency_key="k2")
    erase(world)
    world.eventually(lambda: world.effects("erased") == [0])
    for again in (told, Label(world.counter, "Someone else")):
        with pytest.raises(Refusal, match="command_forgotten"):
            ask(again, idempotency_key="k1")
    assert world.effects("label") == [1, 1]
    assert "Aino" not in str(world.rows("SELECT command_receipts::text FROM command_receipts"))
    assert world.rows("SELECT request_hash, reply FROM command_receipts WHERE key = 'k1'") == [("", None)]
    assert ask(other, idempotency_key="k2") == CountView(1, "Olli")


@in_green
def test_who_emits_the_erasure_forgets_as_well(world: World) -> None:
    ask = service_client_of(world.start())
    ask(Label(world.counter, "Aino Asiakas"), idempotency_key="k1")
    with transactions_of(world.containers[0])() as tx:
        tx.emit(Erased(world.counter))
        left = tx.connection.execute(sa.text("SELECT reply FROM command_receipts")).scalars().all()
        assert left == [None]


@in_green
def test_a_receipt_that_names_nobody_goes_with_any_erasure_unless_its_command_is_about_nobody(world: World) -> None:
    ask = service_client_of(world.start())
    ask(Label(uuid4(), "Aino Asiakas", is_told=False), idempotency_key="k1")
    ask(Paint("blue"), idempotency_key="k2")
    erase(world)
    world.eventually(lambda: world.effects("erased") == [0])
    with pytest.raises(Refusal, match="command_forgotten"):
        ask(Label(uuid4(), "Aino Asiakas", is_told=False), idempotency_key="k1")
    assert ask(Paint("blue"), idempotency_key="k2") == CountView(1, "blue")


@in_green
def test_an_upgrade_forgets_what_earlier_receipts_tell_and_does_nothing_anew(world: World) -> None:
    ask = service_client_of(world.start())
    ask(Label(world.counter, "Aino Asiakas"), idempotency_key="k1")
    with world.engine.begin() as connection:
        add_receipt_owners(Operations(connection))
    with pytest.raises(Refusal, match="command_forgotten"):
        ask(Label(world.counter, "Aino Asiakas"), idempotency_key="k1")
    assert world.effects("label") == [1]


class Operations:
    """What a migration needs of Alembic."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str) -> None:
        self._connection.execute(sa.text(statement))
