"""Connections to the broker that break, go silent, or become slow."""

from __future__ import annotations

from tests.faults.frames import ACK
from tests.faults.link import Way
from tests.faults.proxy import BOTH_WAYS, Trap
from tests.faults.round import Round

CONSUMER, PUBLISHER = "sink to broker", "source to broker"
_WAYS = (frozenset({Way.TO_SERVER}), frozenset({Way.TO_CLIENT}), BOTH_WAYS)


def reset_while_a_handler_runs(round: Round) -> None:
    """The event comes again while its first handling is not over."""
    numbers = round.numbers(20)
    round.trouble(round.chance.choice(numbers), "wait", round.chance.uniform(0.3, 0.8))
    round.say(numbers)
    for _ in range(round.chance.randint(1, 3)):
        round.nap(0.05, 0.3)
        round.line(CONSUMER).reset()
    round.end_of_trouble()


def reset_at_the_ack(round: Round) -> None:
    """The acknowledgement meets a RST, just before or just after the broker has it."""
    trap = Trap(ACK, round.chance.randint(1, 5), is_passed=round.chance.random() < 0.5)
    round.line(CONSUMER).trap(trap)
    round.talk_until(trap.sprung.is_set)


def reset_at_any_frame(round: Round) -> None:
    """Either side's connection is cut at a frame of any kind, also while it is being set up."""
    with round.talking():
        for name in round.chance.choices([CONSUMER, PUBLISHER], k=3):
            trap = round.line(name).trap(Trap(None, round.chance.randint(1, 60), round.chance.random() < 0.5))
            round.nap(0.1, 0.4)
            round.line(name).untrap()
            if not trap.sprung.is_set():
                round.line(name).reset()


def black_hole_for_the_consumer(round: Round) -> None:
    """The sink and the broker do not reach each other for a while, or one does not reach the other."""
    black_hole(round, CONSUMER)


def black_hole_for_the_publisher(round: Round) -> None:
    """The same between the source and the broker."""
    black_hole(round, PUBLISHER)


def black_hole(round: Round, name: str) -> None:
    """Hold a line for less or longer than its heartbeats bear."""
    with round.talking():
        round.nap(0.0, 0.2)
        round.line(name).hold(round.chance.choice(_WAYS))
        round.nap(0.2, round.chance.choice([1.0, 5.0]))
    round.line(name).resume()


def forsaken_consumer(round: Round) -> None:
    """A connection of the sink never carries anything again and nobody is told; new ones do."""
    forsaken(round, CONSUMER)


def forsaken_publisher(round: Round) -> None:
    """The same for the source."""
    forsaken(round, PUBLISHER)


def forsaken(round: Round, name: str) -> None:
    """Forsake what is connected, in one direction or both."""
    with round.talking():
        round.nap(0.0, 0.3)
        round.line(name).forsake(round.chance.choice(_WAYS))
        round.healed()
        round.nap(0.0, 0.3)


def slow_lines(round: Round) -> None:
    """Everything takes its time, and then a line breaks."""
    lines = [round.line(name) for name in (CONSUMER, PUBLISHER)]
    for line in lines:
        line.delay(round.chance.uniform(0.02, 0.2))
    with round.talking():
        round.nap(0.2, 0.6)
        round.chance.choice(lines).reset()
        round.nap(0.1, 0.4)
    for line in lines:
        line.delay(0.0)
