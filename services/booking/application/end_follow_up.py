"""Ending a follow-up that the client does not want."""

from __future__ import annotations

from services.booking.application import facts, refusals, rights
from services.booking.application.decide_follow_up import decide
from services.booking.application.decline_follow_up import release
from services.booking.application.desk import Desk
from services.booking.domain.appointment import State
from services.booking.domain.decision import Outcome
from services.booking.domain.follow_up import FellThrough, FollowUp, FollowUpState
from shared.contracts.actor import Role
from shared.contracts.requests.booking import EndFollowUp


def end_follow_up(desk: Desk, ask: EndFollowUp) -> None:
    """By the client, or by staff to whom the client said so; ending twice is ending once.

    What the client ends alone after an acute conversation is urgent: a person is to know of it.
    """
    follow_up = rights.follow_up_to_end(desk, ask.follows_id)
    if not follow_up.is_open:
        return
    if follow_up.state is FollowUpState.BOOKED:
        raise refusals.follow_up_booked()
    ended = end(desk, follow_up)
    if desk.actor.role is Role.CLIENT:
        desk.follow_ups.save(ended.fallen(FellThrough.DECLINED, desk.now))
    else:
        decide(desk, ended, Outcome.CLIENT_DECLINED)


def end(desk: Desk, follow_up: FollowUp) -> FollowUp:
    """Free what is held or booked for it and end the waiting; nothing is proposed again by itself."""
    if not follow_up.is_open:
        return follow_up
    taken = desk.diary.locked(follow_up.appointment_id) if follow_up.appointment_id else None
    ended = follow_up.given_up(desk.now)
    desk.follow_ups.save(ended)
    if taken is None:
        desk.events.emit(facts.ended(desk, ended))
    elif taken.state is State.HELD:
        release(desk, taken, ended)
    elif taken.state is State.BOOKED:
        cancelled = taken.turned(State.CANCELLED)
        desk.diary.save(cancelled)
        desk.events.emit(facts.cancelled(desk, cancelled, by="client"))
    return ended
