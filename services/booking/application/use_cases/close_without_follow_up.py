"""A conversation closed without a follow-up agreed on, and what that means for the one in hand."""

from __future__ import annotations

from services.booking.application.decide_follow_up import write_down
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.end_follow_up import end
from services.booking.application.use_cases.propose_follow_up import known_or_new, of_a_client
from services.booking.domain.decision import Outcome
from services.booking.domain.follow_up import FellThrough, FollowUp
from shared.contracts.events.session import ClosedWithoutFollowUp
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp


def close_without_follow_up(heard: ClosedWithoutFollowUp, uow: UnitOfWork) -> None:
    """Declined or not needed, it ends; where nobody decided and nothing is arranged, an acute one is urgent."""
    appointment = of_a_client(uow, heard.session_id)
    if appointment is None:
        return
    reason = FollowUpReason.HIGH_STRESS if heard.is_acute else FollowUpReason.GOALS
    follow_up = known_or_new(uow, appointment, heard.lecturer_id, heard.student_ids, reason, ())
    if heard.because is NoFollowUp.UNDECIDED:
        _leave_to_a_person(uow, follow_up)
    elif heard.because is NoFollowUp.CLIENT_DECLINED:
        write_down(uow, end(uow, follow_up), Outcome.CLIENT_DECLINED, heard.recorded_by, heard.recorded_at)
    else:
        uow.follow_ups.save(end(uow, follow_up).settled())


def _leave_to_a_person(uow: UnitOfWork, follow_up: FollowUp) -> None:
    if not follow_up.is_arranged and follow_up.fell_through is None:
        undecided = follow_up.given_up(uow.now) if follow_up.awaits_conversation else follow_up
        uow.follow_ups.save(undecided.fallen(FellThrough.UNDECIDED, uow.now))
