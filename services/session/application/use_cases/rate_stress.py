"""The client rates their stress; a high rating makes the situation acute at once."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from services.session.application import refusals
from services.session.application.authorization import ParticipantRole, must_be_open, must_consent, taken_up
from services.session.application.record_views import stress_view
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.session import Session
from services.session.domain.stress_rating import Rater, StressRating, next_own_rating_at
from services.session.domain.stress_scale import PRESENT
from shared.contracts.events.session import HighStressDetected, StressRated
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase

SECOND = timedelta(seconds=1)


def rate_stress(ask: requests.RateStress, uow: UnitOfWork) -> requests.StressView:
    """Keep the rating, given before or during the conversation; tell of a high one in the same transaction."""
    session, part = taken_up(uow, ask.session_id, "client", "student", "lecturer")
    must_be_open(session)
    must_consent(session)
    if not PRESENT.holds(ask.level):
        raise refusals.stress_out_of_range(PRESENT)
    _must_be_theirs_to_give(session, part, uow)
    rating = StressRating(uow.new_id(), ask.level, uow.now, cast(Rater, part), PRESENT.version, PRESENT.threshold)
    rated = session.with_done(Phase.STRESS)
    if rating.is_high:
        rated = rated.acute(uow.now)
    uow.records.add_rating(session.session_id, rating)
    _tell(uow.sessions.save(rated), rating, uow)
    return stress_view(rating)


def _must_be_theirs_to_give(session: Session, part: ParticipantRole, uow: UnitOfWork) -> None:
    """A client's own rating calls people: so it is known to be the client's, and comes once a minute."""
    if part != "client":
        return
    if session.state == "planned" and not uow.actor.is_confirmed:
        raise refusals.link_unconfirmed()
    next_at = next_own_rating_at(uow.records.of(session.session_id).ratings)
    if next_at is not None and uow.now < next_at:
        raise refusals.rated_just_now(next_at, -((uow.now - next_at) // SECOND))


def _tell(session: Session, rating: StressRating, uow: UnitOfWork) -> None:
    uow.events.emit(StressRated(session.session_id, session.client_id, rating.rating_id, uow.now))
    if not rating.is_high:
        return
    uow.events.emit(
        HighStressDetected(
            session_id=session.session_id,
            client_id=session.client_id,
            rating_id=rating.rating_id,
            detected_at=uow.now,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            room_id=session.meeting.room_id,
            open_phases=session.has_room_left_for,
            is_beforehand=session.state == "planned",
        )
    )
