"""Booking's records as the events that tell of them."""

from __future__ import annotations

from typing import Literal

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.appointment import Appointment
from services.booking.domain.follow_up import FollowUp
from shared.contracts.actor import Role
from shared.contracts.events import booking as events


def booked(uow: UnitOfWork, appointment: Appointment) -> events.AppointmentBooked:
    """It was booked, or its held time confirmed."""
    return events.AppointmentBooked(
        appointment_id=appointment.id,
        client_id=appointment.client_id,
        kind=appointment.kind,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        student_ids=appointment.team.student_ids,
        lecturer_id=appointment.team.lecturer_id,
        room_id=appointment.team.room_id,
        booked_at=uow.now,
        follows_id=appointment.follows_id,
        reason=appointment.reason,
        focus=appointment.focus,
    )


def rescheduled(previous: Appointment, appointment: Appointment) -> events.AppointmentRescheduled:
    """It has another time than before."""
    return events.AppointmentRescheduled(
        appointment_id=appointment.id,
        client_id=appointment.client_id,
        previous_starts_at=previous.starts_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        student_ids=appointment.team.student_ids,
        lecturer_id=appointment.team.lecturer_id,
        room_id=appointment.team.room_id,
    )


def cancelled(
    uow: UnitOfWork, appointment: Appointment, by: Literal["client", "staff"] | None = None
) -> events.AppointmentCancelled:
    """It was cancelled by the caller, or at the word of one who is named."""
    return events.AppointmentCancelled(
        appointment_id=appointment.id,
        client_id=appointment.client_id,
        cancelled_by=by or ("client" if uow.actor.role is Role.CLIENT else "staff"),
        cancelled_at=uow.now,
    )


def proposed(uow: UnitOfWork, follow_up: FollowUp, held: Appointment) -> events.FollowUpProposed:
    """A time is held for the follow-up."""
    return events.FollowUpProposed(
        appointment_id=held.id,
        follows_id=follow_up.follows_id,
        client_id=follow_up.client_id,
        reason=follow_up.reason,
        focus=follow_up.focus,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        student_ids=held.team.student_ids,
        lecturer_id=held.team.lecturer_id,
        room_id=held.team.room_id,
        proposed_at=uow.now,
    )


def unavailable(uow: UnitOfWork, follow_up: FollowUp, position: int) -> events.FollowUpUnavailable:
    """The follow-up waits at this place."""
    return events.FollowUpUnavailable(
        follows_id=follow_up.follows_id,
        client_id=follow_up.client_id,
        reason=follow_up.reason,
        focus=follow_up.focus,
        lecturer_id=follow_up.lecturer_id,
        position=position,
        found_at=uow.now,
        is_sought=follow_up.is_sought,
    )


def declined(uow: UnitOfWork, appointment: Appointment, follow_up: FollowUp) -> events.FollowUpDeclined:
    """The held time was given up."""
    return events.FollowUpDeclined(
        appointment_id=appointment.id,
        follows_id=follow_up.follows_id,
        client_id=appointment.client_id,
        declined_at=uow.now,
    )


def ended(uow: UnitOfWork, follow_up: FollowUp) -> events.FollowUpEnded:
    """It will not be, and no time was held for it."""
    return events.FollowUpEnded(follow_up.follows_id, follow_up.client_id, uow.now)
