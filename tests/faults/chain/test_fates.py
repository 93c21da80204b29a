"""The chain's checker sees every loss and every duplicate that is planted."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from deploy.scenario.api import Caller
from tests.faults.chain.client import Chain
from tests.faults.chain.found import Found
from tests.faults.chain.plan import BROKER, SERVICES, Aim, planned
from tests.faults.chain.report import findings, is_good, table
from tests.faults.chain.rounds import Kill, Outcome, Round
from tests.faults.chain.verdict import judge
from tests.faults.verdict import Fate

GOOD = Found(
    ratings=1,
    detected=1,
    follow_up="proposed",
    proposed=1,
    held=1,
    alerts=1,
    rounds=1,
    alerted=1,
    mails=("<a@x>",),
    alert_shown="acknowledged",
    follow_up_shown="proposed",
    kept_at=10.4,
    proposed_at=12.0,
    alerted_at=11.0,
    sent_at=15.0,
)


@pytest.mark.parametrize(
    "found",
    [
        GOOD,
        replace(GOOD, alert_shown="alerted"),
        replace(GOOD, mails=("<a@x>", "<a@x>")),
        replace(GOOD, rounds=2, alerted=2, mails=("<a@x>", "<b@x>")),
    ],
)
def test_one_follow_up_and_one_alert_with_its_mail_are_applied(found: Found) -> None:
    assert judge(found, is_answered=True) == (Fate.APPLIED, "")


@pytest.mark.parametrize(
    ("planted", "fate"),
    [
        (Found(), Fate.LOST),
        (replace(GOOD, ratings=0), Fate.LOST),
        (replace(GOOD, detected=0), Fate.LOST),
        (replace(GOOD, follow_up="", proposed=0, held=0), Fate.LOST),
        (replace(GOOD, alerts=0, rounds=0, alerted=0), Fate.LOST),
        (replace(GOOD, alerted=0), Fate.LOST),
        (replace(GOOD, rounds=2), Fate.LOST),
        (replace(GOOD, mails=()), Fate.LOST),
        (replace(GOOD, ratings=2), Fate.DUPLICATED),
        (replace(GOOD, detected=2), Fate.DUPLICATED),
        (replace(GOOD, proposed=2), Fate.DUPLICATED),
        (replace(GOOD, held=2), Fate.DUPLICATED),
        (replace(GOOD, alerts=2, rounds=2, alerted=2), Fate.DUPLICATED),
        (replace(GOOD, rounds=2, again=1, alerted=2), Fate.DUPLICATED),
        (replace(GOOD, alerted=2), Fate.DUPLICATED),
        (replace(GOOD, mails=("<a@x>", "<b@x>")), Fate.DUPLICATED),
        (replace(GOOD, mails=(), alerts=0, proposed=2), Fate.DUPLICATED),
        (replace(GOOD, alerts=0, parked=1), Fate.PARKED),
        (replace(GOOD, parked=1), Fate.PARKED),
        (replace(GOOD, follow_up="waiting", proposed=0, held=0), Fate.UNEXPECTED),
        (replace(GOOD, alert_shown="raised"), Fate.UNEXPECTED),
        (replace(GOOD, follow_up_shown=""), Fate.UNEXPECTED),
        (replace(GOOD, unpublished=1), Fate.UNEXPECTED),
    ],
)
def test_what_is_planted_is_found(planted: Found, fate: Fate) -> None:
    found, wrong = judge(planted, is_answered=True)
    assert found is fate
    assert wrong


def test_a_rating_that_was_never_answered_is_unexpected_whatever_followed() -> None:
    assert judge(GOOD, is_answered=False)[0] is Fate.UNEXPECTED


def test_a_mail_that_came_again_under_its_own_id_is_counted_apart() -> None:
    assert replace(GOOD, mails=("<a@x>", "<a@x>", "<b@x>")).repeats == 1


def outcome(*found: Found) -> Outcome:
    """Rounds of one chain and one kill each."""
    return Outcome([played(number, each) for number, each in enumerate(found, 1)])


def played(number: int, found: Found) -> Round:
    """A round in which session was killed a second after the rating."""
    nobody = Caller("http://nowhere", {})
    chain = Chain(uuid4(), nobody, "", nobody, "chain-1", rated_at=10.0, answered_at=10.5)
    return Round(number, [chain], [Kill("session", 11.0, Aim.RELAY, True)], {chain.session_id: found})


def test_the_table_counts_rounds_and_chains_by_their_fate() -> None:
    told = "\n".join(table(outcome(GOOD, replace(GOOD, alerts=0), replace(GOOD, mails=("<a@x>", "<a@x>")))))
    assert "rounds 3, chains 3, kills 3" in told
    assert f"{'applied':<12}{2:>8}{2:>8}" in told
    assert f"{'lost':<12}{1:>8}{1:>8}" in told
    assert "under its first Message-ID: 1" in told
    assert "cut off: 3; from the first kill to the last effect: p50 4.00 s, max 4.00 s" in told
    assert "before follow-up and alert 3" in told


def test_a_run_with_one_loss_is_not_good_and_names_the_kills_of_its_round() -> None:
    assert is_good(outcome(GOOD))
    lost = outcome(GOOD, replace(GOOD, alerts=0))
    assert not is_good(lost)
    assert "lost: no alert (killed: session at 1000 ms)" in "".join(findings(lost))


@pytest.mark.parametrize(
    "marred",
    [
        replace(outcome(GOOD), fallen=["booking: out of memory"]),
        replace(outcome(GOOD), left_over=["booking holds unpublished events: 1"]),
    ],
)
def test_a_run_in_which_a_process_ended_by_itself_or_something_is_left_over_is_not_good(marred: Outcome) -> None:
    assert not is_good(marred)
    assert "booking" in "".join(findings(marred))


def test_a_run_without_chains_is_not_good() -> None:
    assert not is_good(outcome())


def test_the_same_seed_plans_the_same_blows() -> None:
    assert planned(50, 7, broker_every=25) == planned(50, 7, broker_every=25)
    assert planned(50, 7) != planned(50, 8)


def test_every_process_and_every_moment_gets_its_blows_within_400_milliseconds() -> None:
    blows = [blow for blows in planned(200, 1, broker_every=25) for blow in blows]
    assert {blow.victim for blow in blows} == {*SERVICES, BROKER}
    assert {blow.aim for blow in blows} == {None, *Aim}
    assert all(0 <= blow.after <= 0.4 for blow in blows)
    assert sum(blow.victim == BROKER for blow in blows) == 8


def test_a_process_is_struck_at_most_once_in_a_round() -> None:
    for blows in planned(200, 2, broker_every=25):
        assert len({blow.victim for blow in blows}) == len(blows) >= 1
