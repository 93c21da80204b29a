"""What a rating that was taken back means for the follow-up that it led to."""

from __future__ import annotations

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.propose_follow_up import of_a_client
from shared.contracts.events.session import StressRatingWithdrawn


def heed_withdrawn_rating(heard: StressRatingWithdrawn, uow: UnitOfWork) -> None:
    """Where no high rating stands, it is not acute any more; a held or booked time stays until a person decides."""
    if not heard.ends_acute or of_a_client(uow, heard.session_id) is None:
        return
    known = uow.follow_ups.of(heard.session_id)
    if known:
        uow.follow_ups.save(known.calmed())
