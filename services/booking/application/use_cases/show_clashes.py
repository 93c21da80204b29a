"""Showing the coming appointments that a member of their team cannot make."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.booking.application import authorization, clash_views
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.clash import Clash
from shared.contracts.requests.booking import Clashes, ClashView

A_DAY = timedelta(days=1)


def show_clashes(ask: Clashes, uow: UnitOfWork) -> list[ClashView]:
    """Coordinators see all, others their own; those that somebody has accepted where they are asked for, too."""
    authorization.staff_only(uow)
    person_id = ask.person_id
    if not uow.is_coordinating:
        if person_id not in (None, uow.person_id):
            return []
        person_id = uow.person_id
    found = clashes(uow, person_id, ask.appointment_id)
    return clash_views.of_clashes(uow, [each for each in found if ask.include_accepted or each.acceptance is None])


def clashes(uow: UnitOfWork, person_id: UUID | None = None, appointment_id: UUID | None = None) -> list[Clash]:
    """All that there are now, of one person or of one appointment where these are given; earliest first."""
    duties = uow.duties.coming(uow.now, uow.today - A_DAY, person_id, appointment_id)
    return [clash for duty in duties if (clash := duty.clash(uow.zone))]
