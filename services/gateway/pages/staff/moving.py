"""Moving an appointment: which of the times is its own, and what a move has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.gateway.web.language import t
from shared.contracts.requests.booking import AppointmentView


def what_changed(before: AppointmentView, after: AppointmentView) -> str:
    """The key of what the page says of a move."""
    if after.state == "held":
        return "time_proposed"
    has_others = _people(before) != _people(after)
    if before.starts_at != after.starts_at:
        return "appointment_moved_with_others" if has_others else "appointment_moved"
    return "appointment_with_others" if has_others else "appointment_in_other_room"


def with_own_time_named(choice: Mapping[str, Any], appointment: AppointmentView) -> Mapping[str, Any]:
    """The choice of times, where the appointment's own, which others would hold, says so."""
    week, own = choice["week"], appointment.starts_at.isoformat()
    if week is None or choice["campus"] != appointment.room.campus:
        return choice
    days = [
        {
            **day,
            "times": [(at, t("clashes.same_time", time=words) if at == own else words) for at, words in day["times"]],
        }
        for day in week.days
    ]
    return {**choice, "week": replace(week, days=days)}


def _people(appointment: AppointmentView) -> set[object]:
    return {*appointment.student_ids, appointment.lecturer_id}
