"""What every rival's page shows: figures of the first so many services, the same for all."""

from __future__ import annotations

from uuid import UUID

from tests.bench.asking.figures import IDS, expected

MOST = 6


def wanted_ids(number: int) -> list[UUID]:
    """The figure that the page of this number asks each service for."""
    return [IDS[(number + service) % len(IDS)] for service in range(MOST)]


def right_values(services: int, number: int) -> list[int]:
    """What the page must show."""
    return [expected(figure_id) for figure_id in wanted_ids(number)[:services]]
