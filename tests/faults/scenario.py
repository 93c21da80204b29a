"""A fault of the suite by name, and what its rounds came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic

from tests.faults.evidence import Mark, gather
from tests.faults.round import Round
from tests.faults.stage import Stage
from tests.faults.verdict import Fate, Verdict, judge

RABBIT: tuple[str, ...] = ("rabbit",)
BOTH: tuple[str, ...] = ("rabbit", "inprocess")
NOT_QUICK: tuple[str, ...] = ()


_MOST_FINDINGS = 10  # of a round


@dataclass(frozen=True)
class Scenario:
    """One fault, by a function that plays one round of it."""

    fault: str
    play: Callable[[Round], None]
    transports: tuple[str, ...] = BOTH
    quick: tuple[str, ...] = BOTH  # where a round of it is a part of make test
    whole: int = 40  # rounds of make faults
    needs_own_broker: bool = False


@dataclass
class Tally:
    """The sum of a fault's rounds on one transport."""

    name: str
    rounds: int = 0
    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    slowest: float = 0.0
    findings: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, recovery: float, where: str) -> None:
        """Add a round."""
        self.rounds += 1
        self.slowest = max(self.slowest, recovery)
        for fate in Fate:
            self.fates[fate] += verdict.count(fate)
        self.findings += [f"{where}: {finding}" for finding in verdict.findings[:_MOST_FINDINGS]]


def play(scenario: Scenario, stage: Stage, rounds: int, seed: int) -> Tally:
    """Play so many rounds, each with chances that follow from the seed and its number alone."""
    tally = Tally(f"{scenario.fault} ({stage.transport})")
    for number in range(rounds):
        try:
            warm_up(stage)
            round = Round(stage, Random(f"{seed} {tally.name} {number}"))
            scenario.play(round)
            outcome = round.finish()
        except Exception as error:
            tally.findings.append(f"round {number}: {type(error).__name__}: {error} ({stage.tails()})")
            stage.heal()
        else:
            tally.add(outcome.verdict, outcome.recovery, f"round {number}")
    return tally


def warm_up(stage: Stage) -> None:
    """Have all run, and see that an event gets through, before anything is spoiled."""
    stage.up()
    if stage.is_cold:
        round = Round(stage, Random(0))
        round.say(round.numbers(1))
        if not round.finish().verdict.is_good:
            raise AssertionError("no event gets through although nothing is spoiled")
        stage.is_cold = False
        stage.declared_at = monotonic()


def once_more(stage: Stage) -> Tally:
    """The verdict on all that a stage ever saw: what came late is found here."""
    tally = Tally(f"all of these once more, at the end ({stage.transport})")
    evidence = gather(stage, Mark(), stage.nonsense, stage.meant_to_park)
    tally.add(judge(evidence), 0.0, "in the end")
    return tally
