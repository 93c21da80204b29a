"""Drafting an appointment that is not yet in the diary."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.roster import Team


def draft_appointment(uow: UnitOfWork, client_id: UUID, starts_at: datetime, team: Team) -> Appointment:
    """A booked appointment of its own."""
    return Appointment(
        id=uuid4(),
        client_id=client_id,
        state=State.BOOKED,
        conversation=uow.programme.conversation_at(starts_at),
        busy=uow.programme.busy_at(starts_at),
        team=team,
    )


def draft_follow_up(uow: UnitOfWork, follow_up: FollowUp, starts_at: datetime, team: Team) -> Appointment:
    """A held time for a follow-up."""
    return Appointment(
        id=uuid4(),
        client_id=follow_up.client_id,
        state=State.HELD,
        conversation=uow.programme.conversation_at(starts_at),
        busy=uow.programme.busy_at(starts_at),
        team=team,
        follows_id=follow_up.follows_id,
        reason=follow_up.reason,
        focus=follow_up.focus,
    )


def move_to(uow: UnitOfWork, appointment: Appointment, starts_at: datetime, team: Team) -> Appointment:
    """The appointment at another time with another team."""
    return appointment.moved(uow.programme.conversation_at(starts_at), uow.programme.busy_at(starts_at), team)
