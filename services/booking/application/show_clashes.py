"""Showing the coming appointments that a member of their team cannot make."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.booking.application import clash_views, rights
from services.booking.application.desk import Desk
from services.booking.domain.clash import Clash
from shared.contracts.requests.booking import Clashes, ClashView

A_DAY = timedelta(days=1)


def show_clashes(desk: Desk, ask: Clashes) -> list[ClashView]:
    """Coordinators see all, others their own; those that somebody has accepted where they are asked for, too."""
    rights.staff_only(desk)
    person_id = ask.person_id
    if not desk.is_coordinating:
        if person_id not in (None, desk.person_id):
            return []
        person_id = desk.person_id
    found = clashes(desk, person_id, ask.appointment_id)
    return clash_views.of_clashes(desk, [each for each in found if ask.include_accepted or each.acceptance is None])


def clashes(desk: Desk, person_id: UUID | None = None, appointment_id: UUID | None = None) -> list[Clash]:
    """All that there are now, of one person or of one appointment where these are given; earliest first."""
    duties = desk.duties.coming(desk.now, desk.today - A_DAY, person_id, appointment_id)
    return [clash for duty in duties if (clash := duty.clash(desk.zone))]
