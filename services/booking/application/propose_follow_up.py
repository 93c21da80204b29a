"""Proposing a follow-up: one for each appointment, held where a time fits, else waiting."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import facts
from services.booking.application.desk import Desk
from services.booking.application.find_follow_up_time import hold_time
from services.booking.application.follow_session import locked
from services.booking.domain.appointment import Appointment
from services.booking.domain.follow_up import FollowUp, FollowUpState, position_of
from shared.contracts.events.session import FollowUpRequested, HighStressDetected
from shared.contracts.vocabulary import FollowUpReason, Phase


def propose_acute_follow_up(desk: Desk, heard: HighStressDetected) -> None:
    """For a high rating; a second one, or one after a person gave the follow-up up, proposes nothing new.

    Nor does a call without a rating: whether and when to meet again is agreed on in the room.
    """
    if heard.cause == "call":
        return
    appointment = _of_a_client(desk, heard.session_id)
    if appointment is None:
        return
    known = desk.follow_ups.of(appointment.id)
    if known is None:
        _ask_for(desk, appointment, heard.lecturer_id, heard.student_ids, FollowUpReason.HIGH_STRESS, heard.open_phases)
    elif known.is_open:
        _change(desk, known, FollowUpReason.HIGH_STRESS, heard.open_phases)


def propose_requested_follow_up(desk: Desk, heard: FollowUpRequested) -> None:
    """For a follow-up agreed on with the client; where there is one already, only its reason and focus change."""
    appointment = _of_a_client(desk, heard.session_id)
    if appointment is None:
        return
    known = desk.follow_ups.of(appointment.id)
    if known and known.is_open:
        _change(desk, known, heard.reason, heard.focus)
    else:
        _ask_for(desk, appointment, heard.lecturer_id, heard.student_ids, heard.reason, heard.focus)


def propose_or_queue(desk: Desk, follow_up: FollowUp, follows: Appointment) -> None:
    """Hold the best time, or tell that none fits and where in the list the client waits."""
    held = hold_time(desk, follow_up, follows)
    if held is None:
        queue(desk, follow_up)
        return
    proposed = follow_up.proposed(held.id)
    desk.follow_ups.save(proposed)
    desk.events.emit(facts.proposed(desk, proposed, held))


def queue(desk: Desk, follow_up: FollowUp) -> None:
    """Tell where in the list the follow-up waits."""
    desk.follow_ups.save(follow_up)
    waiting = [each for each in desk.follow_ups.unsettled() if each.state is FollowUpState.WAITING]
    desk.events.emit(facts.unavailable(desk, follow_up, position_of(follow_up, waiting)))


def _of_a_client(desk: Desk, session_id: UUID) -> Appointment | None:
    """The session's appointment, or None where its client was erased: there is nobody left to meet."""
    appointment = desk.diary.appointment(session_id)
    if appointment and desk.clients.locked(appointment.client_id) is None:
        return None
    return locked(desk, session_id)


def _ask_for(
    desk: Desk,
    follows: Appointment,
    lecturer_id: UUID,
    student_ids: tuple[UUID, ...],
    reason: FollowUpReason,
    focus: tuple[Phase, ...],
) -> None:
    follow_up = FollowUp(
        follows_id=follows.id,
        client_id=follows.client_id,
        lecturer_id=lecturer_id,
        student_ids=student_ids,
        room_id=follows.team.room_id,
        reason=reason,
        focus=focus,
        requested_at=desk.now,
        is_acute=reason is FollowUpReason.HIGH_STRESS,
    )
    propose_or_queue(desk, follow_up, follows)


def _change(desk: Desk, known: FollowUp, reason: FollowUpReason, focus: tuple[Phase, ...]) -> None:
    changed = known.about(reason, focus)
    desk.follow_ups.save(changed)
    taken = desk.diary.locked(changed.appointment_id) if changed.appointment_id else None
    if taken:
        desk.diary.save(taken.about(reason, focus))
    elif changed.is_acute and not known.is_acute:
        queue(desk, changed)  # it moved to the head, and the lecturer is told
