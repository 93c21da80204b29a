"""Proposing a follow-up: one for each appointment, held where a time fits, else waiting."""

from __future__ import annotations

from uuid import UUID

from services.booking.application import facts
from services.booking.application.desk import Desk
from services.booking.application.find_follow_up_time import hold_time
from services.booking.application.follow_session import locked
from services.booking.domain.appointment import Appointment
from services.booking.domain.follow_up import FellThrough, FollowUp, FollowUpState, position_of
from services.booking.domain.follow_up_window import CALLED_OFF
from shared.contracts.events.session import FollowUpRequested, HighStressDetected
from shared.contracts.vocabulary import FollowUpReason, Phase


def propose_acute_follow_up(desk: Desk, heard: HighStressDetected) -> None:
    """For a high rating; a second one, or one after the follow-up was given up, proposes nothing new.

    A rating given beforehand only remembers that one may be needed: nothing is proposed before people have met. A call
    without a rating asks for none: whether and when to meet again is agreed on in the room.
    """
    if heard.cause == "call":
        return
    appointment = of_a_client(desk, heard.session_id)
    if appointment is None:
        return
    known = desk.follow_ups.of(appointment.id)
    if known is None:
        about = known_or_new(
            desk, appointment, heard.lecturer_id, heard.student_ids, FollowUpReason.HIGH_STRESS, heard.open_phases
        )
        _propose_or_wait(desk, about, appointment)
    elif known.is_open:
        _renew(desk, known, appointment, heard.open_phases)


def propose_requested_follow_up(desk: Desk, heard: FollowUpRequested) -> None:
    """For a follow-up agreed on with the client; where there is one already, only its reason and focus change.

    A request from before the follow-up was given up is out of date.
    """
    appointment = of_a_client(desk, heard.session_id)
    if appointment is None:
        return
    known = desk.follow_ups.of(appointment.id)
    if known and known.was_given_up_after(heard.requested_at):
        return
    if known and known.is_arranged:
        _change(desk, known, heard.reason, heard.focus)
        return
    asked = known or known_or_new(desk, appointment, heard.lecturer_id, heard.student_ids, heard.reason, heard.focus)
    propose_or_queue(desk, asked.about(heard.reason, heard.focus).sought(), appointment)


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


def of_a_client(desk: Desk, session_id: UUID) -> Appointment | None:
    """The session's appointment, or None where its client was erased: there is nobody left to meet."""
    appointment = desk.diary.appointment(session_id)
    if appointment and desk.clients.locked(appointment.client_id) is None:
        return None
    return locked(desk, session_id)


def known_or_new(
    desk: Desk,
    follows: Appointment,
    lecturer_id: UUID,
    student_ids: tuple[UUID, ...],
    reason: FollowUpReason,
    focus: tuple[Phase, ...],
) -> FollowUp:
    """The follow-up of the appointment; where none was asked for yet, one that is given up until it is sought."""
    return desk.follow_ups.of(follows.id) or FollowUp(
        follows_id=follows.id,
        client_id=follows.client_id,
        lecturer_id=lecturer_id,
        student_ids=student_ids,
        room_id=follows.team.room_id,
        reason=reason,
        focus=focus,
        requested_at=desk.now,
        is_acute=reason is FollowUpReason.HIGH_STRESS,
        state=FollowUpState.GIVEN_UP,
        given_up_at=desk.now,
    )


def _propose_or_wait(desk: Desk, follow_up: FollowUp, follows: Appointment) -> None:
    if follows.has_begun:
        propose_or_queue(desk, follow_up.sought(), follows)
    elif follows.state in CALLED_OFF:
        desk.follow_ups.save(follow_up.given_up(desk.now).fallen(FellThrough.NOT_HELD, desk.now))
    else:
        desk.follow_ups.save(follow_up.awaiting_conversation())


def _renew(desk: Desk, known: FollowUp, follows: Appointment, focus: tuple[Phase, ...]) -> None:
    changed = known.about(FollowUpReason.HIGH_STRESS, focus)
    if known.awaits_conversation or (known.state is FollowUpState.WAITING and not known.is_acute):
        _propose_or_wait(desk, changed, follows)
    else:
        _change(desk, known, FollowUpReason.HIGH_STRESS, focus)


def _change(desk: Desk, known: FollowUp, reason: FollowUpReason, focus: tuple[Phase, ...]) -> None:
    changed = known.about(reason, focus)
    desk.follow_ups.save(changed)
    taken = desk.diary.locked(changed.appointment_id) if changed.appointment_id else None
    if taken:
        desk.diary.save(taken.about(reason, focus))
