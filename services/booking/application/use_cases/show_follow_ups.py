"""Showing the follow-ups that wait for a time or an answer, and those that came to nothing."""

from __future__ import annotations

from services.booking.application import authorization, fallen_views, views
from services.booking.application.unit_of_work import UnitOfWork
from shared.contracts.actor import Role
from shared.contracts.requests.booking import FallenFollowUp, FollowUpDecision, FollowUpDecisions, FollowUpView


def show_waiting_follow_ups(uow: UnitOfWork) -> list[FollowUpView]:
    """The acute first: coordinators all, other staff those of their conversations."""
    authorization.staff_only(uow)
    everyone = uow.follow_ups.unsettled()
    theirs = [follow_up for follow_up in everyone if authorization.may_see(uow, follow_up)]
    return views.of_follow_ups(uow, theirs, everyone)


def show_fallen_follow_ups(uow: UnitOfWork) -> list[FallenFollowUp]:
    """The longest unsettled first: coordinators all, lecturers those of the conversations that they supervise."""
    authorization.supervisors_only(uow)
    return fallen_views.of_fallen(uow, [each for each in uow.follow_ups.fallen() if authorization.may_see(uow, each)])


def show_follow_up_decisions(ask: FollowUpDecisions, uow: UnitOfWork) -> list[FollowUpDecision]:
    """Oldest first; a coordinator reads no note but their own."""
    authorization.staff_only(uow)
    authorization.appointment(uow, ask.follows_id)
    told = uow.follow_ups.decisions(ask.follows_id)
    is_told_all = uow.actor.role is not Role.COORDINATOR
    return [fallen_views.of_decision(each, is_told=is_told_all or each.decided_by == uow.actor.id) for each in told]
