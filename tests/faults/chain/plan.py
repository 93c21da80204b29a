"""Draws who is killed when: the same seed draws the same blows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

SERVICES = ("booking", "session", "notification", "gateway")
BROKER = "rabbitmq"
BROKER_EVERY = 25
SPANS = (0.08, 0.2, 0.4)  # seconds within which a blow falls: most of a chain is over in the first of them
VICTIMS = (1, 1, 1, 1, 2, 2, 3, 4)
AIMED = 0.3  # of the rounds


class Aim(StrEnum):
    """A moment of the victim's own that a blow waits for."""

    RELAY = "its outbox holds an event that is not marked as published"
    MAIL = "an urgent mail is claimed and not settled"
    SENT = "an urgent mail has come to the mailbox a moment ago"


@dataclass(frozen=True, slots=True)
class Blow:
    """Who is killed, how many seconds after the ratings are sent, or at which moment."""

    victim: str
    after: float = 0.0
    aim: Aim | None = None


AIMS = (
    Blow("session", aim=Aim.RELAY),
    Blow("booking", aim=Aim.RELAY),
    Blow("notification", aim=Aim.RELAY),
    Blow("notification", aim=Aim.MAIL),
    Blow("notification", aim=Aim.SENT),
)


def planned(rounds: int, seed: int, *, most: int = len(SERVICES), broker_every: int = 0) -> list[Sequence[Blow]]:
    """The blows of each round, on ``most`` victims in one; every so manieth round has one on the broker too."""
    random = Random(seed)
    plan: list[Sequence[Blow]] = []
    for number in range(1, rounds + 1):
        blows = _aimed(random) if random.random() < AIMED else _timed(random, most)
        if broker_every and number % broker_every == 0:
            blows = [*blows, Blow(BROKER, _moment(random))]
        plan.append(blows)
    return plan


def _aimed(random: Random) -> list[Blow]:
    return [random.choice(AIMS)]


def _timed(random: Random, most: int) -> list[Blow]:
    victims = random.sample(SERVICES, min(random.choice(VICTIMS), most))
    return [Blow(victim, _moment(random)) for victim in victims]


def _moment(random: Random) -> float:
    return round(random.uniform(0, random.choice(SPANS)), 4)
