"""What is promised of requests."""

from __future__ import annotations

from datetime import datetime
from struct import pack
from time import monotonic
from uuid import uuid4

import eventlet
import pytest

from shared.contracts.actor import Actor, Role
from shared.messaging import RequestTimeout, ServiceFailed, StandaloneClient, Unavailable, service_client_of
from shared.messaging.broker.port import request_queue
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.broker.rabbitmq.frame_encoder import message
from shared.messaging.broker.rabbitmq.message_properties import written
from shared.refusal import Refusal, RefusalKind
from tests.database_outage import away
from tests.integration.messaging.green import Green, in_green
from tests.integration.messaging.trial import Bump, CountOf, Counts, CountView
from tests.integration.messaging.world import World


@in_green
def test_a_question_is_answered_with_its_view_and_knows_who_asks(world: World) -> None:
    container = world.start()
    world.emit(1)
    world.eventually(lambda: len(world.effects("all_told")) == 1)
    ask = service_client_of(container)
    assert ask(CountOf(world.counter), actor=Actor(Role.STUDENT, uuid4())) == CountView(2, "student")
    assert ask(Counts(3)) == [CountView(0), CountView(1), CountView(2)]


@in_green
def test_several_requests_travel_together_and_come_back_in_order(world: World) -> None:
    ask = service_client_of(world.start())
    assert [len(reply) for reply in ask.many([Counts(number) for number in (3, 1, 2)])] == [3, 1, 2]


@in_green
def test_a_refusal_crosses_the_wire_with_its_kinds_and_nothing_is_kept(world: World) -> None:
    ask = service_client_of(world.start())
    with pytest.raises(Refusal) as refused:
        ask(Bump(world.counter, -1), idempotency_key="k")
    refusal = refused.value
    assert (refusal.kind, refusal.code, refusal.field) == (RefusalKind.CONFLICT, "below_zero", "number")
    assert isinstance(refusal.params["since"], datetime)
    assert refusal.params["number"] == -1
    assert world.rows("SELECT 1 FROM effects UNION ALL SELECT 1 FROM command_receipts") == []


@in_green
def test_a_wrong_request_names_its_field(world: World) -> None:
    ask = service_client_of(world.start())
    with pytest.raises(Refusal) as refused:
        ask(Counts(9))
    assert (refused.value.code, refused.value.field) == ("invalid_input", "many")
    assert "many" in refused.value.params["errors"]


@in_green
def test_an_error_inside_the_service_tells_nothing_of_itself(world: World) -> None:
    ask = service_client_of(world.start())
    with pytest.raises(ServiceFailed) as failed:
        ask(Bump(world.counter, 99))
    assert "secret" not in str(failed.value)
    assert world.effects("bump") == []


@in_green
def test_a_service_without_its_database_says_that_it_will_pass(world: World) -> None:
    ask = service_client_of(world.start())
    assert ask(CountOf(world.counter)).count == 0
    with away(world.database_url, world.server_url):
        for request in (CountOf(world.counter), Bump(world.counter, 98)):
            with pytest.raises(Unavailable):
                ask(request, timeout=10)
    world.eventually(lambda: ask(CountOf(world.counter), timeout=10).count == 0)


@in_green
def test_nobody_waits_longer_than_the_time_out(world: World) -> None:
    ask = world.asks()
    began = monotonic()
    with pytest.raises(RequestTimeout) as unanswered:
        ask(CountOf(world.counter), timeout=0.3)
    assert (unanswered.value.name, unanswered.value.seconds) == ("trial.count_of", 0.3)
    assert monotonic() - began < 1.0


@in_green
def test_the_same_command_twice_runs_once_and_has_one_reply(world: World) -> None:
    ask = service_client_of(world.start())
    bump = Bump(world.counter, 98)
    both = [eventlet.spawn(ask, bump, idempotency_key="same") for _ in range(2)]
    assert [each.wait() for each in both] == [CountView(98), CountView(98)]
    assert ask(bump, idempotency_key="same") == CountView(98)
    assert world.effects("bump") == [98]
    with pytest.raises(Refusal) as refused:
        ask(Bump(world.counter, 1), idempotency_key="same")
    assert refused.value.code == "idempotency_key_reused"


@in_green
def test_a_command_in_hand_is_answered_before_the_service_stops(world: World) -> None:
    container = world.start()
    ask = world.asks()
    asked = eventlet.spawn(ask, Bump(world.counter, 98))
    eventlet.sleep(0.2)
    world.stop(container)
    assert asked.wait() == CountView(98)


@in_green
def test_what_is_no_request_is_answered_with_a_failure_and_harms_nobody(world: World) -> None:
    ask = service_client_of(world.start())
    caller = ask._caller
    for body in (b"\xff", b"[]", b'{"request": "trial.count_of", "data": 5, "actor": {"role": "king", "id": 1}}'):
        assert b"failed" in caller.call(["trial"], [body], 1.0)[0]
    assert ask(Counts(1)) == [CountView(0)]


@in_green
def test_a_request_with_properties_that_nobody_can_read_or_answer_harms_nobody(world: World) -> None:
    if world.transport != "rabbit":
        return
    ask = service_client_of(world.start())
    hostile = RabbitConnection(world.broker_url)
    for properties in (
        b"\x00\x00",
        pack(">HQ", 1 << 6, 2**62),
        written({"correlation_id": b"\xff", "reply_to": b"nobody"}),
    ):
        frames = message(hostile.channel.channel_id, 4096, "", request_queue("trial"), properties, b"{}")
        hostile.amqp.transport.write(frames)
    assert ask(Counts(1)) == [CountView(0)]
    hostile.close()


def test_a_program_that_is_no_service_can_ask(green: Green, amqp_url: str, postgres_url: str) -> None:
    """Its own process is not patched."""
    with StandaloneClient(amqp_url) as ask, pytest.raises(RequestTimeout):
        ask(CountOf(uuid4()), timeout=0.2)
