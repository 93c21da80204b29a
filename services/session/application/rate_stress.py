"""The client rates their stress; a high rating makes the situation acute at once."""

from __future__ import annotations

from typing import cast

from services.session.application import refusals
from services.session.application.access import must_be_open, must_consent, taken_up
from services.session.application.ports import Desk
from services.session.application.record_views import stress_view
from services.session.domain.session import Session
from services.session.domain.stress_rating import Rater, StressRating
from services.session.domain.stress_scale import PRESENT
from shared.contracts.events.session import HighStressDetected, StressRated
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase


def rate_stress(ask: requests.RateStress, desk: Desk) -> requests.StressView:
    """Keep the rating, given before or during the conversation; tell of a high one in the same transaction."""
    session, part = taken_up(desk, ask.session_id, "client", "student", "lecturer")
    must_be_open(session)
    must_consent(session)
    if not PRESENT.holds(ask.level):
        raise refusals.stress_out_of_range(PRESENT)
    rating = StressRating(desk.new_id(), ask.level, desk.now, cast(Rater, part), PRESENT.version, PRESENT.threshold)
    rated = session.with_done(Phase.STRESS)
    if rating.is_high:
        rated = rated.acute(desk.now)
    desk.records.add_rating(session.session_id, rating)
    _tell(desk.casebook.save(rated), rating, desk)
    return stress_view(rating)


def _tell(session: Session, rating: StressRating, desk: Desk) -> None:
    desk.events.emit(StressRated(session.session_id, session.client_id, rating.rating_id, desk.now))
    if not rating.is_high:
        return
    desk.events.emit(
        HighStressDetected(
            session_id=session.session_id,
            client_id=session.client_id,
            rating_id=rating.rating_id,
            detected_at=desk.now,
            lecturer_id=session.meeting.lecturer_id,
            student_ids=session.meeting.student_ids,
            room_id=session.meeting.room_id,
            open_phases=session.has_room_left_for,
        )
    )
