"""Processes that die, or are stopped, at bad moments."""

from __future__ import annotations

from tests.faults.frames import PUBLISH
from tests.faults.proxy import Trap
from tests.faults.round import Round


def killed_before_commit(round: Round) -> None:
    """The source dies with a transaction open, and the sink in a handler, with its batch half done."""
    slow = round.order(1, seconds=0.8)
    round.nap(0.1, 0.5)
    round.stage.actor("source").kill()
    assert not round.stage.rows("source", "SELECT 1 FROM told WHERE number = ANY(:slow)", slow=slow)
    round.stage.up()
    numbers = round.numbers(30)
    round.trouble(round.chance.choice(numbers), "die")
    round.say(numbers)
    round.stage.actor("sink").ended()
    round.end_of_trouble()


def killed_after_commit_before_ack(round: Round) -> None:
    """The sink dies when its effects are committed and the broker does not know."""
    doom(round, "sink", "after commit, before ack")


def killed_after_confirm_before_mark(round: Round) -> None:
    """The relay dies when the broker has its batch and the outbox does not know."""
    place = "confirm" if round.stage.transport == "rabbit" else "journal"
    doom(round, "source", f"after {place}, before mark")


def killed_in_mid_batch(round: Round) -> None:
    """The relay dies when a part of its batch has reached the broker."""
    if round.stage.transport == "inprocess":
        doom(round, "source", "in the journal")
        return
    source = round.stage.actor("source")
    trap = Trap(PUBLISH, nth=round.chance.randint(1, 30), is_passed=True, act=source.shoot)
    round.line("source to broker").trap(trap)
    with round.stage.engine("source").begin() as connection:
        round.tell(connection, round.numbers(40))
    assert trap.sprung.wait(20), "no such frame came"
    source.ended()


def doom(round: Round, service: str, place: str) -> None:
    """Let the process of a service die at a place, one of the next times that it gets there."""
    actor = round.stage.actor(service)
    actor.doom(place, round.chance.randint(1, 4))
    round.talk_until(lambda: not actor.is_running)
    assert actor.ended() == -9


def killed_at_any_moment(round: Round) -> None:
    """Each process in turn is killed while it has its hands full."""
    with round.talking():
        for name in round.chance.sample(["source", "sink"], 2):
            round.nap(0.05, 0.6)
            round.stage.actor(name).kill()
            round.stage.actor(name).start()


def rolled_back(round: Round) -> None:
    """The source changes its mind, after telling: nobody may hear of it."""
    with round.talking():
        round.order(round.chance.randint(2, 6), is_in_vain=True)
        round.order(2)
        round.order(round.chance.randint(1, 3), seconds=0.05, is_in_vain=True)
    with round.stage.engine("source").connect() as connection, connection.begin() as transaction:
        round.tell(connection, round.numbers(5))
        transaction.rollback()


def stopped_in_a_long_handler(round: Round) -> None:
    """SIGTERM while a handler works: it finishes, its effect stays, and the process ends well."""
    numbers = round.numbers(20)
    slow = numbers[round.chance.randint(0, 19)]
    round.trouble(slow, "wait", round.chance.uniform(0.6, 1.0))
    round.say(numbers)
    round.until(lambda: _is_waiting(round))
    round.nap(0.0, 0.4)
    sink = round.stage.actor("sink")
    sink.terminate()
    assert sink.ended() == 0, f"it ended with {sink.ended()}"
    assert round.has_heard([slow]), "the handler was not finished"
    round.end_of_trouble()


def killed_after_the_grace(round: Round) -> None:
    """SIGTERM, a handler that takes longer than anybody waits, SIGKILL."""
    numbers = round.numbers(20)
    round.trouble(round.chance.choice(numbers), "wait", 30.0)
    round.say(numbers)
    round.until(lambda: _is_waiting(round))
    round.nap(0.0, 0.4)
    sink = round.stage.actor("sink")
    sink.terminate()
    round.nap(0.2, 0.8)
    assert sink.is_running, "it did not wait for its handler"
    sink.kill()
    round.end_of_trouble()


def _is_waiting(round: Round) -> bool:
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
        " AND clock_timestamp() - state_change > interval '0.1 s'"
    )
    return bool(round.stage.rows("sink", waiting))
