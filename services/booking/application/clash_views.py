"""Clashes as their readers see them."""

from __future__ import annotations

from collections.abc import Sequence

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.views import of_appointments
from services.booking.domain.clash import Clash
from shared.contracts.requests.booking import ClashView


def of_clashes(uow: UnitOfWork, clashes: Sequence[Clash]) -> list[ClashView]:
    """Clashes with their appointments and people."""
    appointments = of_appointments(uow, [each.appointment for each in clashes])
    return [
        ClashView(
            appointment=appointment,
            person_id=each.person.id,
            person_name=each.person.name,
            cause=each.cause.value,
            accepted_by=each.acceptance.accepted_by if each.acceptance else None,
            accepted_at=each.acceptance.accepted_at if each.acceptance else None,
        )
        for each, appointment in zip(clashes, appointments, strict=True)
    ]
