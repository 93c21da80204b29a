"""What is promised of messages that a broker would not take."""

from __future__ import annotations

import eventlet
import pytest

from shared.messaging import ServiceFailed, service_client_of
from shared.messaging.broker.port import MAX_MESSAGE_BYTES
from shared.messaging.kernel.errors import TooLarge
from shared.messaging.runtime.transaction import transactions_of
from tests.integration.messaging.green import in_green
from tests.integration.messaging.trial import Bump, Counted, CountView, Repeat, Shouted
from tests.integration.messaging.world import World

_TOO_MANY = 17_000_000


@in_green
def test_an_event_that_no_broker_would_take_is_refused_with_its_transaction_and_holds_nobody_up(world: World) -> None:
    container = world.start()

    def tell_too_much() -> None:
        with transactions_of(container)() as tx:
            tx.emit(Counted(world.counter, 1))
            tx.emit(Shouted(world.counter, "x" * _TOO_MANY))

    with pytest.raises(TooLarge):
        tell_too_much()
    world.emit(3)
    world.eventually(lambda: world.effects() == [3])
    assert world.rows("SELECT count(*) FROM outbox") == [1]


@in_green
def test_the_largest_event_that_may_be_emitted_is_taken_by_the_broker(world: World) -> None:
    with transactions_of(world.start())() as tx:
        tx.emit(Shouted(world.counter, "\N{GRINNING FACE}" * (MAX_MESSAGE_BYTES // 4 - 1000)))
    world.eventually(lambda: world.rows("SELECT is_unrouted FROM outbox") == [True], seconds=30.0)


@in_green
def test_what_no_broker_would_take_is_no_request_and_no_reply_and_disturbs_nobody(world: World) -> None:
    ask = service_client_of(world.start())
    slow = eventlet.spawn(ask, Bump(world.counter, 98), timeout=30.0)
    with pytest.raises(TooLarge):
        ask(Repeat(1, "x" * _TOO_MANY))
    with pytest.raises(ServiceFailed):
        ask(Repeat(_TOO_MANY), timeout=30.0)
    assert slow.wait() == CountView(98)
    assert len(world.rows("SELECT 1 FROM command_receipts")) == 1
    assert len(ask(Repeat(15_000_000), timeout=30.0).label) == 15_000_000
