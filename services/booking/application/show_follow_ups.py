"""Showing the follow-ups that wait for a time or for an answer."""

from __future__ import annotations

from services.booking.application import rights, views
from services.booking.application.desk import Desk
from shared.contracts.requests.booking import FollowUpView


def show_waiting_follow_ups(desk: Desk) -> list[FollowUpView]:
    """The acute first: coordinators all, other staff those of their conversations."""
    rights.staff_only(desk)
    everyone = desk.follow_ups.unsettled()
    theirs = [follow_up for follow_up in everyone if rights.may_see(desk, follow_up)]
    return views.of_follow_ups(desk, theirs, everyone)
