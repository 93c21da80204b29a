"""Plays rounds: ratings and blows at once, then the wait for what must follow, and at the end a look at everything."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from uuid import UUID

from deploy.scenario.api import Api
from tests.faults.chain.client import Chain, begun, insist
from tests.faults.chain.evidence import Evidence
from tests.faults.chain.found import Found
from tests.faults.chain.moments import await_moment
from tests.faults.chain.plan import Aim, Blow
from tests.faults.chain.university import University, found
from tests.faults.chain.verdict import judge
from tests.faults.chain.world import World
from tests.faults.verdict import Fate

WITHIN = 45.0  # for the follow-ups and alerts of a round
MAILED_WITHIN = 60.0  # for mails that a kill cut off: their lease runs for 15 seconds
QUIET = 1.5  # a repeated effect would come within it
THREADS = 16


@dataclass(frozen=True, slots=True)
class Kill:
    """A blow that fell, at an instant."""

    victim: str
    at: float
    aim: Aim | None
    was_aimed: bool  # the moment that it aimed at came

    def told(self, since: float) -> str:
        """In words, with the time since then."""
        return f"{self.victim} at {(self.at - since) * 1000:.0f} ms"


@dataclass(slots=True)
class Round:
    """What was done in a round, and what was found of it in the end."""

    number: int
    chains: Sequence[Chain]
    kills: Sequence[Kill]
    found: dict[UUID, Found] = field(default_factory=dict)

    @property
    def first_kill(self) -> float:
        """Its instant; 0 where there was none."""
        return min((kill.at for kill in self.kills), default=0.0)

    def fates(self) -> list[tuple[Fate, str, Chain]]:
        """What became of each chain, and what is wrong with it."""
        return [(*judge(self.found[chain.session_id], chain.answered_at is not None), chain) for chain in self.chains]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All rounds, and what was seen beside them."""

    rounds: Sequence[Round]
    fallen: Sequence[str] = ()  # processes that ended though nobody killed them
    left_over: Sequence[str] = ()  # what services still held when all was at rest
    ever_parked: int = 0


class Play:
    """Rounds in a world."""

    def __init__(self, world: World, chains: int, tell: Callable[[str], None] = lambda line: None) -> None:
        self.world, self.many, self.tell = world, chains, tell
        self.public = Api(world.url).anonymous()
        self.rounds: list[Round] = []
        self.fallen: list[str] = []

    def all(self, plan: Sequence[Sequence[Blow]]) -> Outcome:
        """Every round, judged only when everything has come to rest."""
        university = found(self.world, len(plan) * self.many)
        with closing(Evidence(self.world)) as self.evidence, ThreadPoolExecutor(THREADS) as self.pool:
            for blows in plan:
                self._round(university, blows)
            self._rest()
            for each in self.rounds:
                each.found = self.evidence.of({chain.session_id: chain.correlation_id for chain in each.chains})
            return Outcome(self.rounds, self.fallen, self.evidence.left_over(), self.evidence.ever_parked())

    def _round(self, university: University, blows: Sequence[Blow]) -> None:
        chains = begun(self.public, university, self.evidence, self.many, self.pool)
        self._acknowledge()
        ratings = [self.pool.submit(chain.rate) for chain in chains]
        falling = [self.pool.submit(self._strike, blow) for blow in blows]
        kills = [each.result() for each in falling]
        for rating in ratings:
            rating.result()
        self.rounds.append(Round(len(self.rounds) + 1, chains, kills))
        sessions = [chain.session_id for chain in chains]
        have_acted = self.evidence.until(lambda: self.evidence.have_acted(sessions), WITHIN)
        self.fallen.extend(self.world.raise_fallen())
        told = ", ".join(kill.told(chains[0].rated_at) for kill in kills)
        took = time.time() - chains[0].rated_at
        self.tell(f"round {len(self.rounds)}: {told}; {'all there' if have_acted else 'NOT all there'} in {took:.1f} s")

    def _strike(self, blow: Blow) -> Kill:
        came = await_moment(blow, self.world)
        name = self.world.process_of(blow.victim)
        return Kill(name, self.world.strike(name), blow.aim, came and blow.aim is not None)

    def _acknowledge(self) -> None:
        """Answer the alerts whose mail is settled, or they would call again each minute."""
        for chain in self._waiting():
            alert = self.evidence.mailed_alert(chain.session_id)
            if alert:
                insist(chain.lecturer, f"/alerts/{alert}/acknowledge")
                chain.is_quiet = True

    def _waiting(self) -> list[Chain]:
        return [chain for each in self.rounds for chain in each.chains if not chain.is_quiet]

    def _rest(self) -> None:
        self.evidence.until(self._is_quiet, MAILED_WITHIN)
        time.sleep(QUIET)
        self.evidence.until(lambda: self.evidence.unpublished() == 0, WITHIN)
        self.fallen.extend(self.world.raise_fallen())

    def _is_quiet(self) -> bool:
        self._acknowledge()
        return not self._waiting()
