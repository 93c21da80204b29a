"""kill -9 at the worst moments loses nothing and repeats no effect."""

from __future__ import annotations

import signal

from shared.contracts.actor import SYSTEM
from shared.contracts.cloudevents import Cause
from shared.messaging.runtime.transaction import Transaction
from shared.messaging.storage import outbox
from tests.integration.messaging.green import in_green
from tests.integration.messaging.trial import Counted
from tests.integration.messaging.world import World

ODD = list(range(1, 60, 2))


def write(world: World, numbers: list[int]) -> None:
    """What a service's transaction writes, from a process that runs no service."""
    from datetime import UTC, datetime

    with world.engine.begin() as connection:
        tx = Transaction(connection, datetime.now(UTC), SYSTEM, "c", Cause("c"), "trial", "test")
        for number in numbers:
            tx.emit(Counted(world.counter, number))
        outbox.write(connection, tx.leaving)


def all_took_effect_once(world: World) -> bool:
    return len(world.effects("all_told")) >= len(ODD) and world.rows(
        "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    ) == [0]


def killed_and_started_again(world: World, **environment: str) -> None:
    write(world, ODD)
    first = world.host(**environment)
    world.eventually(lambda: first.poll() is not None, seconds=15)
    assert first.returncode == -signal.SIGKILL
    second = world.host()
    try:
        world.eventually(lambda: all_took_effect_once(world), seconds=15)
    finally:
        second.terminate()
        world.eventually(lambda: second.poll() is not None)
    assert second.returncode in (0, -signal.SIGTERM)  # the latter where the first had left nothing to do
    assert world.effects() == ODD
    assert sorted(world.effects("all_told")) == ODD


@in_green
def test_killed_between_commit_and_ack(world: World) -> None:
    killed_and_started_again(world, TRIAL_DIES="between commit and ack")


@in_green
def test_killed_between_confirm_and_mark(world: World) -> None:
    killed_and_started_again(world, TRIAL_DIES="between confirm and mark")


@in_green
def test_killed_in_a_handler(world: World) -> None:
    killed_and_started_again(world, TRIAL_DIES_AT="31")
