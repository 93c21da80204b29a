"""Says what became of a chain."""

from __future__ import annotations

from tests.faults.chain.found import Found
from tests.faults.verdict import Fate

WORST_FIRST = (Fate.DUPLICATED, Fate.LOST, Fate.PARKED, Fate.UNEXPECTED, Fate.APPLIED)


def judge(found: Found, is_answered: bool) -> tuple[Fate, str]:
    """The chain's fate, and what is not as it should be."""
    for fate, wrong in (
        (Fate.DUPLICATED, _twice(found)),
        (Fate.PARKED, [f"{found.parked} events"] if found.parked else []),
        (Fate.UNEXPECTED, [] if is_answered else ["the rating was never answered"]),
        (Fate.LOST, _missing(found)),
        (Fate.UNEXPECTED, _strange(found)),
    ):
        if wrong:
            return fate, ", ".join(wrong)
    return Fate.APPLIED, ""


def _twice(found: Found) -> list[str]:
    rounds = max(found.rounds, 1)  # an alert that nobody answers calls again each minute, with a mail of its own
    counts = {
        "ratings": (found.ratings, 1),
        "events of the high rating": (found.detected, 1),
        "events of the proposal": (found.proposed, 1),
        "appointments held": (found.held, 1),
        "alerts": (found.alerts, 1),
        "hearings of the rating": (found.again + 1, 1),
        "events of the alert": (found.alerted, rounds),
        "urgent mails": (len(set(found.mails)), rounds),
    }
    return [f"{count} {name} for {most}" for name, (count, most) in counts.items() if count > most]


def _missing(found: Found) -> list[str]:
    there = {
        "rating": found.ratings,
        "event of the high rating": found.detected,
        "follow-up": found.follow_up,
        "alert": found.alerts,
        "event of the alert": found.alerted >= max(found.rounds, 1),
        "urgent mail": found.mails,
    }
    return [f"no {name}" for name, is_there in there.items() if not is_there]


def _strange(found: Found) -> list[str]:
    strange = []
    if (found.follow_up, found.proposed, found.held) != ("proposed", 1, 1):
        strange.append(f"follow-up {found.follow_up}, {found.proposed} events of it, {found.held} appointments held")
    if found.alert_shown not in ("alerted", "acknowledged") or found.follow_up_shown != "proposed":
        strange.append(f"the session shows alert {found.alert_shown!r} and follow-up {found.follow_up_shown!r}")
    if found.unpublished:
        strange.append(f"{found.unpublished} events left in an outbox")
    return strange
