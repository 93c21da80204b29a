"""Follow-ups that came to nothing, and what was decided about them, as their readers see them."""

from __future__ import annotations

from collections.abc import Sequence

from services.booking.application.unit_of_work import UnitOfWork
from services.booking.domain.client import Client
from services.booking.domain.decision import Decision
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.staff import Person
from shared.contracts.requests import booking as published


def of_fallen(uow: UnitOfWork, fallen: Sequence[FollowUp]) -> list[published.FallenFollowUp]:
    """Whom to call and since when; nothing of why the follow-up was to be."""
    clients = uow.clients.by_ids({each.client_id for each in fallen})
    lecturers = uow.staff.by_ids({each.lecturer_id for each in fallen})
    return [
        _fallen(uow, each, clients[each.client_id], lecturers[each.lecturer_id])
        for each in fallen
        if each.client_id in clients
    ]


def _fallen(uow: UnitOfWork, follow_up: FollowUp, client: Client, lecturer: Person) -> published.FallenFollowUp:
    if follow_up.fell_through is None or follow_up.fell_through_at is None:
        raise ValueError(f"the follow-up of {follow_up.follows_id} has not fallen through")
    held = uow.diary.appointment(follow_up.appointment_id) if follow_up.appointment_id else None
    return published.FallenFollowUp(
        follows_id=follow_up.follows_id,
        client_id=client.id,
        client_name=client.name,
        client_phone=client.phone,
        lecturer_id=lecturer.id,
        lecturer_name=lecturer.name,
        fell_through=follow_up.fell_through.value,
        fell_through_at=follow_up.fell_through_at,
        appointment_id=held.id if held else None,
        starts_at=held.starts_at if held else None,
    )


def of_decision(decision: Decision, *, is_told: bool) -> published.FollowUpDecision:
    """The decision; its note only to those who may read it."""
    return published.FollowUpDecision(
        outcome=decision.outcome.value,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        fell_through=decision.fell_through.value if decision.fell_through else None,
        note=decision.note if is_told else "",
    )
