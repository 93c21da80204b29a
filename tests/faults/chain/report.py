"""The table at the end, and a line for each chain that is not as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median

from tests.faults.chain.rounds import Outcome, Round
from tests.faults.chain.verdict import WORST_FIRST
from tests.faults.verdict import Fate


def is_good(outcome: Outcome) -> bool:
    """Whether every chain took effect once, nothing is left over, and no process ended that nobody had killed."""
    return tally(outcome).keys() == {Fate.APPLIED} and not outcome.fallen and not outcome.left_over


def tally(outcome: Outcome) -> Counter[Fate]:
    """Chains by their fate."""
    return Counter(fate for each in outcome.rounds for fate, _, _ in each.fates())


def findings(outcome: Outcome) -> Iterator[str]:
    """A line for each thing that is not as it should be, with the kills of its round."""
    for each in outcome.rounds:
        for fate, wrong, chain in each.fates():
            if fate is not Fate.APPLIED:
                kills = ", ".join(kill.told(chain.rated_at) for kill in each.kills)
                yield f"round {each.number}, session {chain.session_id}: {fate.value}: {wrong} (killed: {kills})"
    yield from outcome.left_over
    yield from (f"ended though nobody killed it: {told}" for told in outcome.fallen)


def table(outcome: Outcome) -> Iterator[str]:
    """The figures."""
    kills = [kill for each in outcome.rounds for kill in each.kills]
    chains, rounds = tally(outcome), Counter(_worst(each) for each in outcome.rounds)
    found = [each.found[chain.session_id] for each in outcome.rounds for chain in each.chains]
    yield f"rounds {len(outcome.rounds)}, chains {len(found)}, kills {len(kills)}"
    yield f"kills by process: {_counted(kill.victim for kill in kills)}"
    yield f"of these aimed: {_counted(f'{kill.victim} while {kill.aim}' for kill in kills if kill.was_aimed)}"
    yield f"{'':12}{'rounds':>8}{'chains':>8}"
    yield from (f"{fate.value:<12}{rounds[fate]:>8}{chains[fate]:>8}" for fate in Fate)
    yield f"repeated mail deliveries, each under its first Message-ID: {sum(each.repeats for each in found)}"
    yield f"alerts that called again because a minute had passed: {sum(each.rounds > 1 + each.again for each in found)}"
    yield f"events that were parked for a time: {outcome.ever_parked}"
    yield from _times(outcome)


def _worst(each: Round) -> Fate:
    fates = {fate for fate, _, _ in each.fates()}
    return next(fate for fate in WORST_FIRST if fate in fates)


def _times(outcome: Outcome) -> Iterator[str]:
    pairs = [(each, chain, each.found[chain.session_id]) for each in outcome.rounds for chain in each.chains]
    cut = [found.ended_at - each.first_kill for each, _, found in pairs if found.ended_at > each.first_kill > 0]
    met = _counted(found.stage_at(each.first_kill) for each, _, found in pairs)
    yield f"where the first kill of its round met a chain: {met}"
    yield f"chains that a kill cut off: {len(cut)}; from the first kill to the last effect: {_spread(cut)}"
    acted = [found.acted_at - chain.rated_at for _, chain, found in pairs if found.acted_at]
    yield f"from the rating to follow-up and alert: {_spread(acted)}"
    mailed = [found.sent_at - chain.rated_at for _, chain, found in pairs if found.sent_at]
    yield f"from the rating to the mail: {_spread(mailed)}"


def _counted(names: Iterable[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(Counter(names).items())) or "none"


def _spread(seconds: list[float]) -> str:
    return f"p50 {median(seconds):.2f} s, max {max(seconds):.2f} s" if seconds else "none"
