"""Health is red when something is stuck, says what and for how long, and is green otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from unittest.mock import patch
from urllib.parse import urlsplit

import eventlet
from nameko import config
from nameko.containers import ServiceContainer

from shared.messaging import EventService, Transaction, every, handles
from shared.messaging.broker.factory import broker_for
from shared.messaging.broker.port import event_queue
from shared.messaging.broker.rabbitmq.connection import RabbitConnection
from shared.messaging.consuming.entrypoint import EventConsumption
from shared.messaging.kernel.options import TUNING
from shared.messaging.operations.health import ServiceHealth
from shared.messaging.runtime.context import ServiceContext
from shared.messaging.runtime.topology import configure
from shared.messaging.runtime.transaction import transactions_of
from shared.messaging.storage import outbox
from tests.faults.proxy import Proxy
from tests.integration.messaging.green import in_green
from tests.integration.messaging.trial import Counted, Trial
from tests.integration.messaging.world import QUICK, World, trial_settings

STUCK = 1.0
UNHEARD = "INSERT INTO outbox (event_id, type, subject, payload) VALUES (gen_random_uuid(), 't', 's', '{}')"
IMPATIENT = replace(
    QUICK, stuck_after=STUCK, poll_interval=0.2, resubscribe_after=60.0, heartbeat=1, confirm_timeout=0.5
)


class Sick(EventService):
    """Has a timer that always fails."""

    name = "trial"

    @every(0.1)
    def fail(self, tx: Transaction) -> None:
        raise RuntimeError("as ever")

    @handles(Counted)
    def counted(self, event: Counted, tx: Transaction) -> None: ...


def health(container: ServiceContainer) -> dict[str, str]:
    """What the service says now, but for what is well."""
    words = ServiceHealth(container.shared_extensions[ServiceContext]).health()
    return {loop: word for loop, word in words.items() if word != "ok"}


def stays_green(*containers: ServiceContainer, seconds: float = 2 * STUCK) -> bool:
    """Whether nothing is ill now, nor after a while."""
    asked = []
    for _ in range(10):
        asked += [health(container) for container in containers]
        eventlet.sleep(seconds / 10)
    return not any(asked)


@contextmanager
def held_by_another(world: World, statement: str, **values: object) -> Iterator[None]:
    """What the statement locks is another transaction's for a while."""
    with world.engine.connect() as connection:
        connection.exec_driver_sql(statement, values or None)
        yield
        connection.rollback()


@contextmanager
def broker_behind_proxy(world: World) -> Iterator[Proxy]:
    """The world's broker, reached through a proxy from now on."""
    parts = urlsplit(world.broker_url)
    assert parts.port is not None
    proxy = Proxy(parts.port)
    url = world.broker_url.replace(f":{parts.port}/", f":{proxy.port}/")
    configure({"trial": trial_settings(world.database_url, url)}, [Trial], IMPATIENT)
    try:
        yield proxy
    finally:
        proxy.resume()
        for container in list(world.containers):
            world.stop(container)
        proxy.close()


@in_green
def test_an_idle_service_and_its_standby_stay_green(world: World) -> None:
    config[TUNING] = IMPATIENT
    first, second = world.start(), world.start()
    assert [
        first.shared_extensions[ServiceContext].leadership.is_ours,
        second.shared_extensions[ServiceContext].leadership.is_ours,
    ] == [
        True,
        False,
    ]
    assert stays_green(first, second)


@in_green
def test_an_outage_of_the_broker_is_red_only_once_it_lasts_and_green_again_after_it(world: World) -> None:
    if world.transport != "rabbit":
        return
    with broker_behind_proxy(world) as proxy:
        container = world.start()
        proxy.reset()
        assert stays_green(container)
        proxy.hold()
        world.eventually(lambda: {"relay", "consumer", "requests"} <= set(health(container)))
        assert all(word.startswith(("down for ", "stuck: ")) for word in health(container).values())
        assert health(container)["consumer"].startswith("down for ")
        proxy.resume()
        world.eventually(lambda: not health(container))


@in_green
def test_a_relay_that_hangs_is_named_with_what_it_has_in_hand(world: World) -> None:
    config[TUNING] = IMPATIENT
    world.run(UNHEARD)
    with held_by_another(world, "SELECT 1 FROM outbox FOR UPDATE"):
        standing = ServiceHealth(world.start().shared_extensions[ServiceContext])
        told = "stuck: 1 events on their way to the broker for "
        world.eventually(lambda: standing.health()["relay"].startswith(told))
    world.eventually(lambda: standing.health()["relay"] == "ok")


@in_green
def test_an_event_that_the_relay_overlooks_is_named_by_its_age(world: World) -> None:
    config[TUNING] = IMPATIENT
    world.run(UNHEARD)
    with patch.object(outbox, "due", return_value=[]):
        standing = ServiceHealth(world.start().shared_extensions[ServiceContext])
        world.eventually(lambda: standing.health()["relay"].startswith("stuck: oldest event unpublished for "))
    world.eventually(lambda: standing.health()["relay"] == "ok")


@in_green
def test_a_relay_that_works_off_a_backlog_is_not_stuck(world: World) -> None:
    config[TUNING] = replace(IMPATIENT, relay_batch=1)
    world.run(
        """
        INSERT INTO outbox (event_id, type, subject, payload, created_at)
        SELECT gen_random_uuid(), 'trial.shouted.v1', 's', '{}', now() - interval '1 hour' FROM generate_series(1, 9999)
        """
    )
    container = world.start()
    began, asked = monotonic(), [health(container)]
    while monotonic() < began + 2 * STUCK:
        asked.append(health(container))
        eventlet.sleep(0.01)
    assert set(world.rows("SELECT published_at IS NULL FROM outbox")) == {True, False}
    assert not any(asked)


@in_green
def test_a_batch_that_is_in_hand_for_too_long_is_told(world: World) -> None:
    config[TUNING] = IMPATIENT
    container = world.start()
    with held_by_another(world, "LOCK TABLE effects"):
        world.emit(1)
        world.eventually(lambda: health(container).get("consumer", "").startswith("stuck: 1 events in hand for "))
        assert list(health(container)) == ["consumer"]
    world.eventually(lambda: world.effects() == [1])
    world.eventually(lambda: not health(container))


@in_green
def test_a_parked_event_that_is_in_hand_for_too_long_is_told(world: World) -> None:
    config[TUNING] = IMPATIENT
    container = world.start()
    world.run("INSERT INTO faults VALUES (1)")
    world.emit(1)
    world.eventually(lambda: world.rows("SELECT state FROM parked"))
    with held_by_another(world, "LOCK TABLE effects"):
        world.eventually(lambda: health(container).get("retrier", "").startswith("stuck: a parked event in hand for "))
    world.eventually(lambda: "retrier" not in health(container))


@in_green
def test_a_timer_whose_every_run_fails_is_told(world: World) -> None:
    config[TUNING] = IMPATIENT
    container = world.start(Sick)
    world.eventually(lambda: health(container).get("timer:fail", "").startswith("stuck: each run has failed for "))


@in_green
def test_a_service_whose_database_hangs_is_red(world: World) -> None:
    parts = urlsplit(world.database_url)
    assert parts.port is not None
    proxy = Proxy(parts.port)
    url = world.database_url.replace(f":{parts.port}/", f":{proxy.port}/")
    configure({"trial": trial_settings(url, world.broker_url)}, [Trial], IMPATIENT)
    container = world.start()
    proxy.hold()
    with eventlet.Timeout(30):
        while "relay" not in health(container):
            eventlet.sleep(0.1)
    assert health(container)["relay"].startswith("stuck: ")
    proxy.resume()
    world.eventually(lambda: not health(container))
    world.stop(container)
    proxy.close()


@in_green
def test_a_consumer_whose_queue_was_deleted_subscribes_again_without_being_asked(world: World) -> None:
    if world.transport != "rabbit":
        return
    container = world.start()
    hands = RabbitConnection(world.broker_url)
    for queue in (event_queue("trial"), f"{event_queue('trial')}.dead"):
        hands.channel.queue_delete(queue)
        world.eventually(lambda: broker_for(world.broker_url).held("trial").in_hand == 4 * IMPATIENT.consumer_batch)
    hands.close()
    assert not health(container)
    with transactions_of(container)() as tx:
        tx.emit(Counted(world.counter, 1))
    world.eventually(lambda: world.effects() == [1])


@in_green
def test_a_consumer_that_the_broker_no_longer_knows_of_subscribes_again_in_the_silence(
    world: World,
) -> None:
    if world.transport != "rabbit":
        return
    container = world.start()
    subscription = container.shared_extensions[EventConsumption]._loops[0]._subscription
    subscription._wire.cancel_consumers()  # without its knowledge
    world.eventually(lambda: broker_for(world.broker_url).held("trial").in_hand == 0)
    with transactions_of(container)() as tx:
        tx.emit(Counted(world.counter, 1))
    world.eventually(lambda: world.effects() == [1])
    assert not health(container)
