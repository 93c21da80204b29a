"""Every service tells coordinators what it could not act on, and does what they decide: over both transports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared.contracts.actor import SYSTEM, Actor, Role
from shared.contracts.requests import desk
from shared.messaging.kernel.errors import RequestTimeout
from shared.messaging.runtime.transaction import transactions_of
from shared.refusal import Refusal
from tests.integration.messaging.green import in_green
from tests.integration.messaging.trial import Erased, Trial
from tests.integration.messaging.world import World

COORDINATOR = Actor(Role.COORDINATOR, UUID(int=1))


@in_green
def test_a_coordinator_sees_what_failed_and_has_it_tried_again_and_is_named_for_it(world: World) -> None:
    world.start(Trial)
    number = dead(world)
    ask = world.asks()
    seen = ask(desk.FailedEvents("trial"), actor=COORDINATOR)
    assert (seen.service, seen.dead, seen.acts) == ("trial", 1, ())
    first = next(each for each in seen.events if each.id == number)
    assert (first.type, first.reason, first.attempts, first.state) == ("trial.counted.v1", "handler_failed", 3, "dead")
    assert ask(desk.FailedCount("trial"), actor=COORDINATOR).dead == 1
    world.run("DELETE FROM faults")
    replay = desk.ReplayEvents("trial", (number,), "mended")
    for _ in range(2):  # the same form sent twice
        assert results(ask(replay, actor=COORDINATOR, idempotency_key="a-form")) == ["replayed"]
    world.eventually(lambda: world.effects() == [1])
    assert results(ask(replay, actor=COORDINATOR)) == ["done"]
    (act,) = ask(desk.FailedEvents("trial"), actor=COORDINATOR).acts
    assert (act.act, act.actor, act.why) == ("replay", str(UUID(int=1)), "mended")


@in_green
def test_all_are_replayed_and_one_is_discarded_for_a_reason(world: World) -> None:
    world.start(Trial)
    number = dead(world)
    ask = world.asks()
    assert results(ask(desk.ReplayAllEvents("trial"), actor=COORDINATOR)) == ["replayed"]
    world.eventually(lambda: world.rows("SELECT state FROM parked WHERE attempts = 6") == ["dead"])
    assert refusal(world, desk.DiscardEvents("trial", (number,), " \n"), COORDINATOR) == "text_blank"
    gone = ask(desk.DiscardEvents("trial", (number,), "no longer true"), actor=COORDINATOR)
    assert results(gone) == ["discarded"]
    assert [act.act for act in ask(desk.FailedEvents("trial"), actor=COORDINATOR).acts] == ["discard", "replay"]


@in_green
def test_a_coordinator_is_refused_to_discard_an_erasure_and_what_was_asked_with_it_stays_too(world: World) -> None:
    container = world.start(Trial)
    number = dead(world)
    world.run("INSERT INTO faults VALUES (500)")
    with transactions_of(container)() as tx:
        tx.emit(Erased(world.counter))
    world.eventually(lambda: world.rows("SELECT 1 FROM parked WHERE type = 'trial.erased.v1' AND state = 'dead'"))
    seen = world.asks()(desk.FailedEvents("trial"), actor=COORDINATOR).events
    assert {each.type: each.may_discard for each in seen} == {"trial.counted.v1": True, "trial.erased.v1": False}
    both = tuple(each.id for each in seen)
    assert number in both
    assert refusal(world, desk.DiscardEvents("trial", both, "tidying up"), COORDINATOR) == "event_is_binding"
    assert world.rows("SELECT 1 FROM parked WHERE state = 'discarded' UNION ALL SELECT 1 FROM desk_acts") == []


@in_green
def test_nobody_but_a_coordinator_sees_or_does_anything(world: World) -> None:
    world.start(Trial)
    number = dead(world)
    asked = (
        desk.FailedEvents("trial"),
        desk.FailedCount("trial"),
        desk.ReplayEvents("trial", (number,)),
        desk.ReplayAllEvents("trial"),
        desk.DiscardEvents("trial", (number,), "why"),
    )
    for role in set(Role) - {Role.COORDINATOR}:
        for request in asked:
            assert refusal(world, request, Actor(role, UUID(int=2))) == "coordinators_only"
    assert refusal(world, desk.FailedEvents("trial"), SYSTEM) == "coordinators_only"
    assert world.rows("SELECT id FROM desk_acts") == []


@in_green
def test_a_service_that_is_away_costs_its_own_reply_alone(world: World) -> None:
    world.start(Trial)
    asked = [desk.FailedCount("nowhere"), desk.FailedCount("trial")]
    away, here = world.asks().each(asked, actor=COORDINATOR, timeout=0.5)
    assert isinstance(away, RequestTimeout)
    assert (here.service, here.dead) == ("trial", 0)


def dead(world: World) -> int:
    """The number of an event that was given up."""
    world.run("INSERT INTO faults VALUES (1)")
    world.emit(1)
    world.eventually(lambda: world.rows("SELECT state FROM parked WHERE handler = 'counted'") == ["dead"])
    number: int = world.rows("SELECT id FROM parked WHERE handler = 'counted'")[0]
    return number


def results(outcomes: list[Any]) -> list[str]:
    return [each.result for each in outcomes]


def refusal(world: World, request: object, actor: Actor) -> str:
    try:
        world.asks()(request, actor=actor)
    except Refusal as refused:
        return refused.code
    return ""
