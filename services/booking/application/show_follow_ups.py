"""Showing the follow-ups that wait for a time or an answer, and those that came to nothing."""

from __future__ import annotations

from services.booking.application import fallen_views, rights, views
from services.booking.application.desk import Desk
from shared.contracts.actor import Role
from shared.contracts.requests.booking import FallenFollowUp, FollowUpDecision, FollowUpDecisions, FollowUpView


def show_waiting_follow_ups(desk: Desk) -> list[FollowUpView]:
    """The acute first: coordinators all, other staff those of their conversations."""
    rights.staff_only(desk)
    everyone = desk.follow_ups.unsettled()
    theirs = [follow_up for follow_up in everyone if rights.may_see(desk, follow_up)]
    return views.of_follow_ups(desk, theirs, everyone)


def show_fallen_follow_ups(desk: Desk) -> list[FallenFollowUp]:
    """The longest unsettled first: coordinators all, lecturers those of the conversations that they supervise."""
    rights.supervisors_only(desk)
    return fallen_views.of_fallen(desk, [each for each in desk.follow_ups.fallen() if rights.may_see(desk, each)])


def show_follow_up_decisions(desk: Desk, ask: FollowUpDecisions) -> list[FollowUpDecision]:
    """Oldest first; a coordinator reads no note but their own."""
    rights.staff_only(desk)
    rights.appointment(desk, ask.follows_id)
    told = desk.follow_ups.decisions(ask.follows_id)
    is_told_all = desk.actor.role is not Role.COORDINATOR
    return [fallen_views.of_decision(each, is_told=is_told_all or each.decided_by == desk.actor.id) for each in told]
