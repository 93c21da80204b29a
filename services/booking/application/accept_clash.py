"""Deciding that an appointment is held all the same: the person comes in outside of their hours."""

from __future__ import annotations

from services.booking.application import clash_views, refusals, rights, staffing_refusals
from services.booking.application.desk import Desk
from services.booking.application.show_clashes import clashes
from services.booking.domain.appointment import Appointment
from services.booking.domain.clash import Clash, ClashCause
from shared.contracts.requests.booking import AcceptClash, ClashView


def accept_clash(desk: Desk, ask: AcceptClash) -> ClashView:
    """By coordinators or the person; it stands until the person's hours of that day or the appointment change."""
    rights.staff_only(desk)
    rights.appointment_to_change(desk, ask.appointment_id)
    if not desk.is_coordinating and desk.person_id != ask.person_id:
        raise refusals.not_allowed()
    found = next(iter(clashes(desk, ask.person_id, ask.appointment_id)), None)
    if found is None:
        raise staffing_refusals.clash_over()
    if (found.appointment.version, found.cause) != (ask.version, ask.cause):
        raise staffing_refusals.clash_changed()
    if found.cause is ClashCause.LEFT:
        raise staffing_refusals.clash_of_one_who_left()
    if found.acceptance is None:
        _accept(desk, found)
    return clash_views.of_clashes(desk, clashes(desk, ask.person_id, ask.appointment_id))[0]


def accept_as_agreed(desk: Desk, appointment: Appointment) -> None:
    """What was agreed on elsewhere is held whatever the hours of its people say."""
    for clash in clashes(desk, appointment_id=appointment.id):
        if clash.cause is not ClashCause.LEFT:
            _accept(desk, clash)


def _accept(desk: Desk, clash: Clash) -> None:
    desk.duties.accept(clash.accepted(desk.actor.id, desk.now))
