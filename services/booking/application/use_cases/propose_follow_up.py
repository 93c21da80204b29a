"""Proposing a follow-up: one for each appointment, held where a time fits, else waiting."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import event_builders
from services.booking.application.find_follow_up_time import hold_time
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.apply_session_progress import get_for_update
from services.booking.domain.appointment import Appointment
from services.booking.domain.follow_up import FellThrough, FollowUp, FollowUpState, position_of
from services.booking.domain.follow_up_window import CALLED_OFF
from shared.contracts.events.session import FollowUpRequested, HighStressDetected
from shared.contracts.vocabulary import FollowUpReason, Phase


def propose_acute_follow_up(heard: HighStressDetected, uow: UnitOfWork) -> None:
    """For a high rating; a second one, or one after the follow-up was given up, proposes nothing new.

    A rating given beforehand only remembers that one may be needed: nothing is proposed before people have met. A call
    without a rating asks for none: whether and when to meet again is agreed on in the room.
    """
    if heard.cause == "call":
        return
    appointment = of_a_client(uow, heard.session_id)
    if appointment is None:
        return
    known = uow.follow_ups.of(appointment.id)
    if known is None:
        about = known_or_new(
            uow, appointment, heard.lecturer_id, heard.student_ids, FollowUpReason.HIGH_STRESS, heard.open_phases
        )
        _propose_or_wait(uow, about, appointment)
    elif known.is_open:
        _renew(uow, known, appointment, heard.open_phases)


def propose_requested_follow_up(heard: FollowUpRequested, uow: UnitOfWork) -> None:
    """For a follow-up agreed on with the client; where there is one already, only its reason and focus change.

    A request from before the follow-up was given up is out of date.
    """
    appointment = of_a_client(uow, heard.session_id)
    if appointment is None:
        return
    known = uow.follow_ups.of(appointment.id)
    if known and known.was_given_up_after(heard.requested_at):
        return
    if known and known.is_arranged:
        _change(uow, known, heard.reason, heard.focus)
        return
    asked = known or known_or_new(uow, appointment, heard.lecturer_id, heard.student_ids, heard.reason, heard.focus)
    propose_or_queue(uow, asked.about(heard.reason, heard.focus).sought(), appointment)


def propose_or_queue(uow: UnitOfWork, follow_up: FollowUp, follows: Appointment) -> None:
    """Hold the best time, or tell that none fits and where in the list the client waits."""
    held = hold_time(uow, follow_up, follows)
    if held is None:
        queue(uow, follow_up)
        return
    proposed = follow_up.proposed(held.id)
    uow.follow_ups.save(proposed)
    uow.events.emit(event_builders.proposed(uow, proposed, held))


def queue(uow: UnitOfWork, follow_up: FollowUp) -> None:
    """Tell where in the list the follow-up waits."""
    uow.follow_ups.save(follow_up)
    waiting = [each for each in uow.follow_ups.unsettled() if each.state is FollowUpState.WAITING]
    uow.events.emit(event_builders.unavailable(uow, follow_up, position_of(follow_up, waiting)))


def of_a_client(uow: UnitOfWork, session_id: UUID) -> Appointment | None:
    """The session's appointment, or None where its client was erased: there is nobody left to meet."""
    appointment = uow.diary.appointment(session_id)
    if appointment and uow.clients.get_for_update(appointment.client_id) is None:
        return None
    return get_for_update(uow, session_id)


def known_or_new(
    uow: UnitOfWork,
    follows: Appointment,
    lecturer_id: UUID,
    student_ids: tuple[UUID, ...],
    reason: FollowUpReason,
    focus: tuple[Phase, ...],
) -> FollowUp:
    """The follow-up of the appointment; where none was asked for yet, one that is given up until it is sought."""
    return uow.follow_ups.of(follows.id) or FollowUp(
        follows_id=follows.id,
        client_id=follows.client_id,
        lecturer_id=lecturer_id,
        student_ids=student_ids,
        room_id=follows.team.room_id,
        reason=reason,
        focus=focus,
        requested_at=uow.now,
        is_acute=reason is FollowUpReason.HIGH_STRESS,
        state=FollowUpState.GIVEN_UP,
        given_up_at=uow.now,
    )


def _propose_or_wait(uow: UnitOfWork, follow_up: FollowUp, follows: Appointment) -> None:
    if follows.has_begun:
        propose_or_queue(uow, follow_up.sought(), follows)
    elif follows.state in CALLED_OFF:
        uow.follow_ups.save(follow_up.given_up(uow.now).fallen(FellThrough.NOT_HELD, uow.now))
    else:
        uow.follow_ups.save(follow_up.awaiting_conversation())


def _renew(uow: UnitOfWork, known: FollowUp, follows: Appointment, focus: tuple[Phase, ...]) -> None:
    changed = known.about(FollowUpReason.HIGH_STRESS, focus)
    if known.awaits_conversation or (known.state is FollowUpState.WAITING and not known.is_acute):
        _propose_or_wait(uow, changed, follows)
    else:
        _change(uow, known, FollowUpReason.HIGH_STRESS, focus)


def _change(uow: UnitOfWork, known: FollowUp, reason: FollowUpReason, focus: tuple[Phase, ...]) -> None:
    changed = known.about(reason, focus)
    uow.follow_ups.save(changed)
    taken = uow.diary.get_for_update(changed.appointment_id) if changed.appointment_id else None
    if taken:
        uow.diary.save(taken.about(reason, focus))
