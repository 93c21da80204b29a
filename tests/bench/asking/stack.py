"""Ours: six small services that answer with a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.registry import question
from shared.messaging import Transaction, serves
from tests.bench.asking.figures import wanted

SERVICES = tuple(f"figures{number}" for number in range(1, 7))


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure."""

    id: UUID
    name: str
    value: int


def _question_to(service: str) -> Any:
    @question(f"{service}.figure_of", reply=FigureView)
    @dataclass(frozen=True, slots=True)
    class FigureOf:
        """Ask for a figure."""

        figure_id: UUID

    return FigureOf


QUESTIONS = {service: _question_to(service) for service in SERVICES}


def service_named(service: str) -> type:
    """The class of one of the six."""

    class Figures:
        name = service

        @serves(QUESTIONS[service])
        def figure_of(self, ask: Any, tx: Transaction) -> FigureView:
            row = tx.connection.execute(wanted(ask.figure_id)).one()
            return FigureView(ask.figure_id, row.name, row.value)

    return Figures
