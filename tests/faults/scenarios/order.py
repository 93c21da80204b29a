"""Transactions that overtake each other, and replicas that do the same work at once."""

from __future__ import annotations

from uuid import uuid4

from tests.faults.round import Round
from tests.faults.stage import TWIN_QUEUE


def committed_in_reverse(round: Round) -> None:
    """A transaction with lower sequence numbers commits when those with higher ones were long published."""
    early, late = round.numbers(5), round.numbers(5)
    with round.stage.engine("source").connect() as connection, connection.begin() as transaction:
        round.tell(connection, early, uuid4())
        for number in late:
            round.say([number], uuid4())
        if round.chance.random() < 0.7:
            round.until(lambda: round.has_heard(late))
        round.nap(0.0, 0.2)
        transaction.commit()


def heard_by_two_at_once(round: Round) -> None:
    """Every event reaches two processes of the sink at the same moment, each by a queue of its own."""
    twin = round.stage.twin()
    twin.start(queue=TWIN_QUEUE, batch=round.chance.choice([1, 5, 100]))
    twin.ready()
    round.until_heard_by(TWIN_QUEUE)
    with round.talking():
        round.nap(0.3, 0.8)
        round.say(round.numbers(40))
    round.until(round.is_settled)
    twin.terminate()
    twin.ended()
    with round.stage.hands() as hands:
        hands.channel().queue_delete(TWIN_QUEUE)


def taken_over(round: Round) -> None:
    """Two replicas of the sink wait at one queue; the one that works dies, or is cut off, and the other goes on."""
    twin, sink = round.stage.twin(), round.stage.actor("sink")
    twin.start()
    twin.ready()
    round.nap(0.2, 0.4)  # a queue with a single active consumer does not tell how many wait
    numbers = round.numbers(20)
    round.trouble(numbers[5], "wait", 0.3)
    with round.talking():
        round.say(numbers)
        round.nap(0.0, 0.4)
        if round.chance.random() < 0.5:
            sink.kill()
        else:
            sink.terminate()
        round.nap(0.2, 0.5)
    round.until(round.is_settled)
    round.stage.up()
    with round.talking():
        round.nap(0.1, 0.3)
        twin.kill()
    round.end_of_trouble()
