"""Settling an acute follow-up that came to nothing."""

from __future__ import annotations

from services.booking.application import authorization, refusals
from services.booking.application.decide_follow_up import decide
from services.booking.application.unit_of_work import UnitOfWork
from services.booking.application.use_cases.end_follow_up import end
from services.booking.domain.decision import Outcome
from services.booking.domain.follow_up import FollowUp
from shared.contracts.requests.booking import SettleFollowUp


def settle_follow_up(ask: SettleFollowUp, uow: UnitOfWork) -> None:
    """By its lecturer or a coordinator, once; where the client wants no more, what is held is freed as well."""
    authorization.supervisors_only(uow)
    follow_up = authorization.follow_up_to_change(uow, ask.follows_id)
    if follow_up.fell_through is None:
        raise refusals.follow_up_settled()
    note = _note(uow, follow_up, ask.note)
    outcome = Outcome(ask.outcome)
    settled = end(uow, follow_up) if outcome is Outcome.CLIENT_DECLINED else follow_up
    decide(uow, settled, outcome, note)


def _note(uow: UnitOfWork, follow_up: FollowUp, text: str) -> str:
    client = uow.clients.client(follow_up.client_id)
    if text.strip() and (client is None or not client.has_consented):
        raise refusals.consent_missing("note")
    return text.strip()
