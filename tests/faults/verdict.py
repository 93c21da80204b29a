"""Says of every attempt what became of it: applied, lost, duplicated, parked or unexpected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

OPEN = frozenset({"waiting", "dead"})


class Fate(Enum):
    """What became of an attempt."""

    APPLIED = "applied"
    LOST = "lost"
    DUPLICATED = "duplicated"
    PARKED = "parked"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Left:
    """An event in the producer's outbox."""

    position: int
    number: int
    topic: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a handler did about a number."""

    position: int
    handler: str
    number: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A row of ``parked``: an event of ours, or nonsense, known by its digest."""

    handler: str
    number: int | None
    state: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that two databases tell, and what the scenario meant to happen."""

    handlers: frozenset[str]  # each is to act once on each event
    echoing: str  # this one also leaves an event of its own each time
    told: frozenset[int] = frozenset()  # business rows that were committed
    left: Sequence[Left] = ()
    effects: Sequence[Effect] = ()
    echoes: Sequence[int] = ()  # events that the echoing handler left in the consumer's outbox
    aside: Sequence[Aside] = ()
    nonsense: Collection[str] = ()  # digests of messages sent past the outbox that nobody can act on
    meant_to_park: frozenset[int] = frozenset()


@dataclass(slots=True)
class Verdict:
    """Attempts by their fate, and a sentence for each that is not as it should be."""

    fates: dict[int | str, Fate] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    is_waiting: bool = False  # something may still change by itself

    def count(self, fate: Fate) -> int:
        """How many attempts met this fate."""
        return sum(each is fate for each in self.fates.values())

    @property
    def is_good(self) -> bool:
        """Whether nothing is lost, duplicated or unexpected."""
        return not self.findings and not any(self.count(fate) for fate in (Fate.LOST, Fate.DUPLICATED, Fate.UNEXPECTED))


def judge(evidence: Evidence) -> Verdict:
    """The verdict on every attempt that left any trace."""
    verdict = Verdict()
    for number, fate, why in [*_events(evidence), *_nonsense(evidence), *_disorder(evidence)]:
        verdict.fates[number] = fate
        if why:
            verdict.findings.append(f"{fate.value} {number}: {why}")
    meant = evidence.meant_to_park
    verdict.is_waiting = any(row.state == "waiting" and row.number not in meant for row in evidence.aside)
    return verdict


Finding = tuple[int | str, Fate, str]


def _events(evidence: Evidence) -> Iterator[Finding]:
    events = Counter(left.number for left in evidence.left)
    done: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for effect in evidence.effects:
        done[effect.number][effect.handler] += 1
    aside: defaultdict[int, set[str]] = defaultdict(set)
    for row in evidence.aside:
        if row.number is not None and row.state in OPEN:
            aside[row.number].add(row.handler)
    echoes = Counter(evidence.echoes)
    for number in sorted({*evidence.told, *events, *done, *aside, *echoes}):
        is_told = number in evidence.told
        fate, why = _event(evidence, is_told, events[number], done[number], aside[number])
        if echoes[number] != done[number][evidence.echoing]:
            fate, why = Fate.UNEXPECTED, f"effects {dict(done[number])}, but {echoes[number]} events about them"
        is_meant = number in evidence.meant_to_park
        if fate is Fate.PARKED and not is_meant:
            fate, why = Fate.UNEXPECTED, "parked, which it was not meant to be"
        elif fate is Fate.APPLIED and is_meant:
            fate, why = Fate.UNEXPECTED, "took effect, though it was meant to stay parked"
        yield number, fate, why


def _event(evidence: Evidence, is_told: bool, events: int, done: Counter[str], aside: set[str]) -> tuple[Fate, str]:
    if not is_told:
        return Fate.UNEXPECTED, f"its transaction never committed; events {events}, effects {dict(done)}"
    if not events:
        return Fate.LOST, "committed without its event"
    strange = set(done) - evidence.handlers
    if strange:
        return Fate.UNEXPECTED, f"effects of {sorted(strange)}"
    if events > 1 or any(count > 1 for count in done.values()):
        return Fate.DUPLICATED, f"events {events}, effects {dict(done)}"
    if aside & set(done):
        return Fate.UNEXPECTED, f"took effect and is parked for {sorted(aside & set(done))}"
    missing = evidence.handlers - set(done) - aside
    if missing:
        return Fate.LOST, f"no effect of {sorted(missing)}, and not parked"
    return (Fate.PARKED, "") if aside else (Fate.APPLIED, "")


def _nonsense(evidence: Evidence) -> Iterator[Finding]:
    kept = Counter(row.digest for row in evidence.aside if row.number is None)
    for digest in {*evidence.nonsense, *kept}:
        if digest not in evidence.nonsense:
            yield digest, Fate.UNEXPECTED, "parked, but nobody sent it"
        elif not kept[digest]:
            yield digest, Fate.LOST, "sent, and not parked"
        elif kept[digest] > 1:
            yield digest, Fate.DUPLICATED, f"parked {kept[digest]} times"
        else:
            yield digest, Fate.PARKED, ""


def _disorder(evidence: Evidence) -> Iterator[Finding]:
    place = {left.number: (left.topic, left.position) for left in evidence.left}
    latest: dict[tuple[str, str], tuple[int, int]] = {}
    for effect in sorted(evidence.effects, key=lambda each: each.position):
        if effect.number not in place:
            continue
        topic, position = place[effect.number]
        last, before = latest.get((effect.handler, topic), (0, 0))
        if position < last:
            yield effect.number, Fate.UNEXPECTED, f"took effect in {effect.handler} after the later {before}"
        else:
            latest[effect.handler, topic] = (position, effect.number)
