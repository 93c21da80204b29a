"""Tending follow-ups as time goes by: unanswered ones lapse, and waiting ones are tried again."""

from __future__ import annotations

from services.booking.application import facts
from services.booking.application.desk import Desk
from services.booking.application.find_follow_up_time import hold_time
from services.booking.application.propose_follow_up import queue
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FollowUp, FollowUpState


def tend_follow_ups(desk: Desk) -> None:
    """Free what passed unanswered first, so that those who wait may have it."""
    lapse_unanswered(desk)
    seek_times(desk)


def lapse_unanswered(desk: Desk) -> None:
    """A held time that begins unconfirmed is freed, and its follow-up waits for a person to decide."""
    for passed in desk.diary.passed_holds(desk.now):
        if passed.follows_id:
            desk.diary.locked(passed.follows_id)
        held = desk.diary.locked(passed.id)
        if held and held.state is State.HELD:
            _lapse(desk, held)


def seek_times(desk: Desk) -> None:
    """Follow-ups that wait and were never answered with silence get the first time that has come free."""
    for waiting in desk.follow_ups.unsettled():
        if waiting.state is FollowUpState.WAITING and waiting.is_arranged:
            _seek(desk, waiting)


def _lapse(desk: Desk, held: Appointment) -> None:
    desk.diary.save(held.turned(State.CANCELLED))
    follow_up = desk.follow_ups.of(held.follows_id) if held.follows_id else None
    if follow_up:
        queue(desk, follow_up.lapsed(desk.now))


def _seek(desk: Desk, waiting: FollowUp) -> None:
    desk.clients.locked(waiting.client_id)
    follows = desk.diary.locked(waiting.follows_id)
    current = desk.follow_ups.of(waiting.follows_id)
    if follows is None or current is None or current.state is not FollowUpState.WAITING or not current.is_arranged:
        return
    held = hold_time(desk, current, follows)
    if held:
        proposed = current.proposed(held.id)
        desk.follow_ups.save(proposed)
        desk.events.emit(facts.proposed(desk, proposed, held))
