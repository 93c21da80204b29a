"""Splits a batch so that no two events of one subject are on their way at once."""

from __future__ import annotations

from collections.abc import Sequence


def waves(subjects: Sequence[str]) -> list[list[int]]:
    """The places of a batch in waves: the n-th of each subject is in the n-th wave, each wave in order.

    Those of the empty subject, which have no order to keep, are all in the first.
    """
    found: list[list[int]] = []
    count: dict[str, int] = {}
    for place, subject in enumerate(subjects):
        nth = count.get(subject, 0)
        count[subject] = nth + 1 if subject else 0
        if nth == len(found):
            found.append([])
        found[nth].append(place)
    return found
