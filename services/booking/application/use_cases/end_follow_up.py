"""Ending a follow-up that the client does not want."""

from __future__ import annotations

from services.booking.application import authorization, event_builders, refusals
from services.booking.application.decide_follow_up import decide
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.decline_follow_up import release
from services.booking.domain.appointment import State
from services.booking.domain.decision import Outcome
from services.booking.domain.follow_up import FellThrough, FollowUp, FollowUpState
from shared.contracts.actor import Role
from shared.contracts.requests.booking import EndFollowUp


def end_follow_up(ask: EndFollowUp, uow: UnitOfWork) -> None:
    """By the client, or by staff to whom the client said so; ending twice is ending once.

    What the client ends alone after an acute conversation is urgent: a person is to know of it.
    """
    follow_up = authorization.follow_up_to_end(uow, ask.follows_id)
    if not follow_up.is_open:
        return
    if follow_up.state is FollowUpState.BOOKED:
        raise refusals.follow_up_booked()
    ended = end(uow, follow_up)
    if uow.actor.role is Role.CLIENT:
        uow.follow_ups.save(ended.fallen(FellThrough.DECLINED, uow.now))
    else:
        decide(uow, ended, Outcome.CLIENT_DECLINED)


def end(uow: UnitOfWork, follow_up: FollowUp) -> FollowUp:
    """Free what is held or booked for it and end the waiting; nothing is proposed again by itself."""
    if not follow_up.is_open:
        return follow_up
    taken = uow.diary.get_for_update(follow_up.appointment_id) if follow_up.appointment_id else None
    ended = follow_up.given_up(uow.now)
    uow.follow_ups.save(ended)
    if taken is None:
        uow.events.emit(event_builders.ended(uow, ended))
    elif taken.state is State.HELD:
        release(uow, taken, ended)
    elif taken.state is State.BOOKED:
        cancelled = taken.turned(State.CANCELLED)
        uow.diary.save(cancelled)
        uow.events.emit(event_builders.cancelled(uow, cancelled, by="client"))
    return ended
