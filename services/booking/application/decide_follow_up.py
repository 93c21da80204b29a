"""Writing down what was decided about a follow-up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.decision import Decision, Outcome
from services.booking.domain.follow_up import FollowUp


def decide(uow: UnitOfWork, follow_up: FollowUp, outcome: Outcome, note: str = "") -> None:
    """By the caller, now; what had fallen through is settled."""
    person_id = uow.actor.id if uow.actor.is_staff else None
    write_down(uow, follow_up, outcome, person_id, uow.now, note)


def write_down(
    uow: UnitOfWork,
    follow_up: FollowUp,
    outcome: Outcome,
    decided_by: UUID | None,
    decided_at: datetime,
    note: str = "",
) -> None:
    """By the person who is named, when they said so."""
    uow.follow_ups.decide(
        Decision(
            follows_id=follow_up.follows_id,
            client_id=follow_up.client_id,
            fell_through=follow_up.fell_through,
            outcome=outcome,
            decided_at=decided_at,
            decided_by=decided_by,
            note=note,
        )
    )
    uow.follow_ups.save(follow_up.settled())
