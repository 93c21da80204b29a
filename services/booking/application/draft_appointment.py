"""Drafting an appointment that is not yet in the diary."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from services.booking.application.desk import Desk
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.roster import Team


def draft_appointment(desk: Desk, client_id: UUID, starts_at: datetime, team: Team) -> Appointment:
    """A booked appointment of its own."""
    return Appointment(
        id=uuid4(),
        client_id=client_id,
        state=State.BOOKED,
        conversation=desk.programme.conversation_at(starts_at),
        busy=desk.programme.busy_at(starts_at),
        team=team,
    )


def draft_follow_up(desk: Desk, follow_up: FollowUp, starts_at: datetime, team: Team) -> Appointment:
    """A held time for a follow-up."""
    return Appointment(
        id=uuid4(),
        client_id=follow_up.client_id,
        state=State.HELD,
        conversation=desk.programme.conversation_at(starts_at),
        busy=desk.programme.busy_at(starts_at),
        team=team,
        follows_id=follow_up.follows_id,
        reason=follow_up.reason,
        focus=follow_up.focus,
    )


def move_to(desk: Desk, appointment: Appointment, starts_at: datetime, team: Team) -> Appointment:
    """The appointment at another time with another team."""
    return appointment.moved(desk.programme.conversation_at(starts_at), desk.programme.busy_at(starts_at), team)
