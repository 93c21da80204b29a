"""Settling an acute follow-up that came to nothing."""

from __future__ import annotations

from services.booking.application import refusals, rights
from services.booking.application.decide_follow_up import decide
from services.booking.application.desk import Desk
from services.booking.application.end_follow_up import end
from services.booking.domain.decision import Outcome
from services.booking.domain.follow_up import FollowUp
from shared.contracts.requests.booking import SettleFollowUp


def settle_follow_up(desk: Desk, ask: SettleFollowUp) -> None:
    """By its lecturer or a coordinator, once; where the client wants no more, what is held is freed as well."""
    rights.supervisors_only(desk)
    follow_up = rights.follow_up_to_change(desk, ask.follows_id)
    if follow_up.fell_through is None:
        raise refusals.follow_up_settled()
    note = _note(desk, follow_up, ask.note)
    outcome = Outcome(ask.outcome)
    settled = end(desk, follow_up) if outcome is Outcome.CLIENT_DECLINED else follow_up
    decide(desk, settled, outcome, note)


def _note(desk: Desk, follow_up: FollowUp, text: str) -> str:
    client = desk.clients.client(follow_up.client_id)
    if text.strip() and (client is None or not client.has_consented):
        raise refusals.consent_missing("note")
    return text.strip()
