"""What every asking side does: so many questions, one after the other, each timed and its answer checked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from time import perf_counter
from uuid import UUID

from tests.bench.asking.figures import IDS, expected
from tests.bench.programs import answer, orders

Ask = Callable[[UUID], int]
"""The value of a figure."""


def serve_rounds(ask: Ask) -> None:
    """Ask as often as each order says; answer with the microseconds of each and how many answers were right."""
    for order in orders():
        micros: list[int] = []
        right = 0
        for _, figure_id in zip(range(order["times"]), cycle(IDS)):
            began = perf_counter()
            value = ask(figure_id)
            micros.append(int((perf_counter() - began) * 1e6))
            right += value == expected(figure_id)
        answer({"micros": micros, "right": right})
