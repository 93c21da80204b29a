"""A rating that was recorded by mistake is taken back."""

from __future__ import annotations

from uuid import UUID

from services.session.application import refusals
from services.session.application.authorization import taken_up
from services.session.application.record_views import stress_view
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.record import Record
from services.session.domain.stress_rating import StressRating
from shared.contracts.events.session import StressRatingWithdrawn
from shared.contracts.requests import session as requests


def withdraw_rating(ask: requests.WithdrawRating, uow: UnitOfWork) -> requests.StressView:
    """By a student or the lecturer, at any time; it stays in the record as withdrawn, and again changes nothing.

    A lecturer who was called without a rating as well is called still.
    """
    session, _ = taken_up(uow, ask.session_id, "student", "lecturer")
    record = uow.records.of(session.session_id)
    rating = _given(record, ask.rating_id)
    if rating.withdrawn_at is not None or uow.actor.id is None:
        return stress_view(rating)
    withdrawn = rating.withdrawn(uow.actor.id, uow.now)
    uow.records.withdraw_rating(session.session_id, withdrawn)
    left = [each for each in record.standing if each.rating_id != rating.rating_id]
    stands = any(each.is_high for each in left) or session.called_at is not None
    ends_acute = session.is_acute and rating.is_high and not stands
    uow.sessions.save(session.less_rating(is_rated=bool(left), is_acute=session.is_acute and not ends_acute))
    uow.events.emit(
        StressRatingWithdrawn(
            session_id=session.session_id,
            client_id=session.client_id,
            rating_id=rating.rating_id,
            withdrawn_by=uow.actor.id,
            withdrawn_at=uow.now,
            lecturer_id=session.meeting.lecturer_id,
            ends_acute=ends_acute,
        )
    )
    return stress_view(withdrawn)


def _given(record: Record, rating_id: UUID) -> StressRating:
    for rating in record.ratings:
        if rating.rating_id == rating_id:
            return rating
    raise refusals.rating_not_found()
