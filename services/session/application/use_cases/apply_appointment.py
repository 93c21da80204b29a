"""A session follows its appointment: it opens, moves and is called off with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.session.application.hearing import heard_of
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.follow_up import FollowUp
from services.session.domain.process import in_order
from services.session.domain.session import CalledOff, Meeting, Origin, Session
from shared.contracts.events import booking
from shared.contracts.vocabulary import FollowUpReason


def open_session(event: booking.AppointmentBooked, uow: UnitOfWork) -> None:
    """Plan the session of a booked appointment; the session that it follows sees its follow-up confirmed."""
    meeting = Meeting(event.starts_at, event.ends_at, event.student_ids, event.lecturer_id, event.room_id)
    origin = Origin(event.follows_id, event.reason, in_order(event.focus))
    if uow.sessions.is_erased(event.client_id):  # the event was put aside, and is heard after the client was erased
        origin = Origin(event.follows_id)
    uow.sessions.add(Session(event.appointment_id, event.client_id, event.kind, meeting, origin))
    if event.follows_id is not None:
        _confirm_follow_up(event, event.follows_id, uow)


def move_session(event: booking.AppointmentRescheduled, uow: UnitOfWork) -> None:
    """Move the session with its appointment, and the follow-up that the session it follows knows of."""
    session = heard_of(event.appointment_id, uow)
    meeting = Meeting(event.starts_at, event.ends_at, event.student_ids, event.lecturer_id, event.room_id)
    uow.sessions.save(session.moved(meeting))
    origin = _origin(session, uow)
    if origin is not None and origin.follow_up is not None:
        moved = origin.follow_up.moved(event.appointment_id, event.starts_at)
        uow.sessions.save(replace(origin, follow_up=moved))


def cancel_session(event: booking.AppointmentCancelled, uow: UnitOfWork) -> None:
    """Call the session off with its appointment; the session it follows is without a follow-up again."""
    session = _call_off(event.appointment_id, "cancelled", uow)
    origin = _origin(session, uow)
    if origin is not None and origin.follow_up is not None:
        declined = origin.follow_up.declined(event.appointment_id, event.cancelled_at)
        uow.sessions.save(replace(origin, follow_up=declined))


def note_no_show(event: booking.AppointmentNoShow, uow: UnitOfWork) -> None:
    """Call the session off because the client did not come."""
    _call_off(event.appointment_id, "no_show", uow)


def _call_off(appointment_id: UUID, state: CalledOff, uow: UnitOfWork) -> Session:
    return uow.sessions.save(heard_of(appointment_id, uow).called_off(state))


def _origin(session: Session, uow: UnitOfWork) -> Session | None:
    return None if session.origin.follows_id is None else heard_of(session.origin.follows_id, uow)


def _confirm_follow_up(event: booking.AppointmentBooked, follows_id: UUID, uow: UnitOfWork) -> None:
    origin = heard_of(follows_id, uow)
    if origin.consent != "erased":
        uow.sessions.save(replace(origin, follow_up=_confirmed(event, origin.follow_up)))


def _confirmed(event: booking.AppointmentBooked, known: FollowUp | None) -> FollowUp:
    reason = event.reason or (known.reason if known else FollowUpReason.GOALS)
    focus = event.focus or (known.focus if known else ())
    told_at: datetime = event.booked_at
    return FollowUp("confirmed", reason, in_order(focus), event.appointment_id, event.starts_at, told_at)
