"""Deciding that an appointment is held all the same: the person comes in outside of their hours."""

from __future__ import annotations

from services.booking.application import authorization, clash_views, refusals, staffing_refusals
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.show_clashes import clashes
from services.booking.domain.appointment import Appointment
from services.booking.domain.clash import Clash, ClashCause
from shared.contracts.requests.booking import AcceptClash, ClashView


def accept_clash(ask: AcceptClash, uow: UnitOfWork) -> ClashView:
    """By coordinators or the person; it stands until the person's hours of that day or the appointment change."""
    authorization.staff_only(uow)
    authorization.appointment_to_change(uow, ask.appointment_id)
    if not uow.is_coordinating and uow.person_id != ask.person_id:
        raise refusals.not_allowed()
    found = next(iter(clashes(uow, ask.person_id, ask.appointment_id)), None)
    if found is None:
        raise staffing_refusals.clash_over()
    if (found.appointment.version, found.cause) != (ask.version, ask.cause):
        raise staffing_refusals.clash_changed()
    if found.cause is ClashCause.LEFT:
        raise staffing_refusals.clash_of_one_who_left()
    if found.acceptance is None:
        _accept(uow, found)
    return clash_views.of_clashes(uow, clashes(uow, ask.person_id, ask.appointment_id))[0]


def accept_as_agreed(uow: UnitOfWork, appointment: Appointment) -> None:
    """What was agreed on elsewhere is held whatever the hours of its people say."""
    for clash in clashes(uow, appointment_id=appointment.id):
        if clash.cause is not ClashCause.LEFT:
            _accept(uow, clash)


def _accept(uow: UnitOfWork, clash: Clash) -> None:
    uow.duties.accept(clash.accepted(uow.actor.id, uow.now))
