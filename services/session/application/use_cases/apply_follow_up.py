"""A session shows what booking tells of its follow-up."""

from __future__ import annotations

from dataclasses import replace

from services.session.application.hearing import heard_of
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.follow_up import FollowUp
from services.session.domain.process import in_order
from services.session.domain.session import Session
from shared.contracts.events import booking


def follow_up_proposed(event: booking.FollowUpProposed, uow: UnitOfWork) -> None:
    """A time is held until somebody confirms or declines it."""
    _tell(
        heard_of(event.follows_id, uow),
        FollowUp(
            "proposed",
            event.reason,
            in_order(event.focus),
            event.appointment_id,
            event.starts_at,
            event.proposed_at,
        ),
        uow,
    )


def follow_up_unavailable(event: booking.FollowUpUnavailable, uow: UnitOfWork) -> None:
    """No time fits yet; the client waits."""
    waiting = FollowUp("waiting", event.reason, in_order(event.focus), told_at=event.found_at)
    _tell(heard_of(event.follows_id, uow), waiting, uow)


def follow_up_declined(event: booking.FollowUpDeclined, uow: UnitOfWork) -> None:
    """A person decided against the proposed time."""
    session = heard_of(event.follows_id, uow)
    if session.follow_up is not None:
        _tell(session, session.follow_up.declined(event.appointment_id, event.declined_at), uow)


def follow_up_ended(event: booking.FollowUpEnded, uow: UnitOfWork) -> None:
    """The client wants none, or none is needed."""
    session = heard_of(event.follows_id, uow)
    if session.follow_up is not None:
        _tell(session, session.follow_up.ended(event.ended_at), uow)


def _tell(session: Session, follow_up: FollowUp, uow: UnitOfWork) -> None:
    known = session.follow_up
    is_late = known is not None and follow_up.told_at is not None and not known.is_news(follow_up.told_at)
    if session.consent != "erased" and follow_up != known and not is_late:
        uow.sessions.save(replace(session, follow_up=follow_up))
