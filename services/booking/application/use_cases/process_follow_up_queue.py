"""Tending follow-ups as time goes by: unanswered ones lapse, and waiting ones are tried again."""

from __future__ import annotations

from services.booking.application import event_builders
from services.booking.application.find_follow_up_time import hold_time
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.propose_follow_up import queue
from services.booking.domain.appointment import Appointment, State
from services.booking.domain.follow_up import FollowUp, FollowUpState


def process_follow_up_queue(uow: UnitOfWork) -> None:
    """Free what passed unanswered first, so that those who wait may have it."""
    expire_holds(uow)
    seek_times(uow)


def expire_holds(uow: UnitOfWork) -> None:
    """A held time that begins unconfirmed is freed, and its follow-up waits for a person to decide."""
    for passed in uow.diary.passed_holds(uow.now):
        if passed.follows_id:
            uow.diary.get_for_update(passed.follows_id)
        held = uow.diary.get_for_update(passed.id)
        if held and held.state is State.HELD:
            _lapse(uow, held)


def seek_times(uow: UnitOfWork) -> None:
    """Follow-ups that wait and were never answered with silence get the first time that has come free."""
    for waiting in uow.follow_ups.unsettled():
        if waiting.state is FollowUpState.WAITING and waiting.is_arranged:
            _seek(uow, waiting)


def _lapse(uow: UnitOfWork, held: Appointment) -> None:
    uow.diary.save(held.turned(State.CANCELLED))
    follow_up = uow.follow_ups.of(held.follows_id) if held.follows_id else None
    if follow_up:
        queue(uow, follow_up.lapsed(uow.now))


def _seek(uow: UnitOfWork, waiting: FollowUp) -> None:
    uow.clients.get_for_update(waiting.client_id)
    follows = uow.diary.get_for_update(waiting.follows_id)
    current = uow.follow_ups.of(waiting.follows_id)
    if follows is None or current is None or current.state is not FollowUpState.WAITING or not current.is_arranged:
        return
    held = hold_time(uow, current, follows)
    if held:
        proposed = current.proposed(held.id)
        uow.follow_ups.save(proposed)
        uow.events.emit(event_builders.proposed(uow, proposed, held))
