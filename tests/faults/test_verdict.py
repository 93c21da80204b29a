"""The checker sees every kind of wrong that is planted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.verdict import Aside, Effect, Evidence, Fate, Left, judge

HANDLERS = frozenset({"heard", "also"})
LEFT = (Left(1, 1, "a"), Left(2, 2, "b"), Left(3, 3, "a"))
EFFECTS = tuple(
    Effect(place, handler, number)
    for place, (handler, number) in enumerate([(each, number) for number in (1, 2, 3) for each in ("heard", "also")])
)
GOOD = Evidence(HANDLERS, "heard", frozenset({1, 2, 3}), LEFT, EFFECTS, echoes=(1, 2, 3))
PARKED = (Aside("heard", 2, "dead"), Aside("also", 2, "dead"))
TWO_IS_PARKED = replace(
    GOOD,
    effects=tuple(each for each in EFFECTS if each.number != 2),
    echoes=(1, 3),
    aside=PARKED,
    meant_to_park=frozenset({2}),
)


def test_what_took_effect_once_is_applied() -> None:
    verdict = judge(GOOD)
    assert verdict.fates == dict.fromkeys((1, 2, 3), Fate.APPLIED)
    assert verdict.is_good


def test_what_was_meant_to_park_and_did_is_parked() -> None:
    verdict = judge(TWO_IS_PARKED)
    assert (verdict.count(Fate.APPLIED), verdict.count(Fate.PARKED)) == (2, 1)
    assert verdict.is_good


def test_a_rolled_back_transaction_without_a_trace_is_no_attempt() -> None:
    assert judge(Evidence(HANDLERS, "heard")).fates == {}


@pytest.mark.parametrize(
    ("planted", "number", "fate"),
    [
        (replace(GOOD, effects=EFFECTS[:-1]), 3, Fate.LOST),
        (replace(GOOD, effects=EFFECTS[2:], echoes=(2, 3)), 1, Fate.LOST),
        (replace(GOOD, left=LEFT[1:], effects=EFFECTS[2:], echoes=(2, 3)), 1, Fate.LOST),
        (replace(TWO_IS_PARKED, aside=PARKED[:1]), 2, Fate.LOST),
        (replace(TWO_IS_PARKED, aside=(replace(PARKED[0], state="done"), PARKED[1])), 2, Fate.LOST),
        (replace(GOOD, effects=(*EFFECTS, Effect(9, "also", 3))), 3, Fate.DUPLICATED),
        (replace(GOOD, left=(*LEFT, Left(4, 3, "a"))), 3, Fate.DUPLICATED),
        (replace(GOOD, echoes=(1, 2, 3, 3)), 3, Fate.UNEXPECTED),
        (replace(GOOD, echoes=(1, 2)), 3, Fate.UNEXPECTED),
        (replace(GOOD, echoes=(1, 2, 3, 7)), 7, Fate.UNEXPECTED),
        (replace(GOOD, told=frozenset({1, 2})), 3, Fate.UNEXPECTED),
        (replace(GOOD, left=(*LEFT, Left(4, 4, "a"))), 4, Fate.UNEXPECTED),
        (replace(GOOD, effects=(*EFFECTS, Effect(9, "heard", 8)), echoes=(1, 2, 3, 8)), 8, Fate.UNEXPECTED),
        (replace(GOOD, effects=(*EFFECTS, Effect(9, "somebody", 3))), 3, Fate.UNEXPECTED),
        (replace(GOOD, aside=(Aside("also", 3, "waiting"),)), 3, Fate.UNEXPECTED),
        (replace(TWO_IS_PARKED, meant_to_park=frozenset()), 2, Fate.UNEXPECTED),
        (replace(GOOD, meant_to_park=frozenset({2})), 2, Fate.UNEXPECTED),
        (replace(GOOD, left=(Left(3, 1, "a"), LEFT[1], Left(1, 3, "a"))), 3, Fate.UNEXPECTED),
    ],
)
def test_what_is_planted_is_found(planted: Evidence, number: int, fate: Fate) -> None:
    verdict = judge(planted)
    assert verdict.fates[number] is fate
    assert not verdict.is_good
    assert str(number) in " ".join(verdict.findings)


@pytest.mark.parametrize(
    ("sent", "kept", "fate"),
    [
        (["x"], ["x"], Fate.PARKED),
        (["x"], [], Fate.LOST),
        (["x"], ["x", "x"], Fate.DUPLICATED),
        ([], ["x"], Fate.UNEXPECTED),
    ],
)
def test_nonsense_is_to_be_parked_once(sent: list[str], kept: list[str], fate: Fate) -> None:
    aside = [Aside("", None, "dead", digest) for digest in kept]
    verdict = judge(replace(GOOD, nonsense=sent, aside=aside))
    assert verdict.fates["x"] is fate
    assert verdict.is_good is (fate is Fate.PARKED)


def test_the_order_of_other_topics_does_not_matter() -> None:
    left = (Left(1, 1, "a"), Left(3, 2, "b"), Left(2, 3, "a"))
    assert judge(replace(GOOD, left=left)).is_good


def test_what_waits_for_its_next_attempt_may_still_change() -> None:
    assert judge(replace(GOOD, aside=(Aside("also", 3, "waiting"),))).is_waiting
    assert not judge(TWO_IS_PARKED).is_waiting
