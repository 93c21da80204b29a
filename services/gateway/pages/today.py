"""Today: what each member of staff meets first, with what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from services.gateway.web.asking import ask_many
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language, t
from services.gateway.web.parts import parts
from services.gateway.web.rendering import render
from shared.contracts.requests import booking, session

blueprint = Blueprint("today", __name__)

_KINDS = {
    "held": "waiting",
    "booked": "plain",
    "under_way": "now",
    "completed": "done",
    "cancelled": "off",
    "declined": "off",
    "no_show": "off",
}


@blueprint.get("/today")
@staff_only()
def page() -> Response:
    """Today's appointments, sessions without a debrief, and follow-ups that wait."""
    start, end = today()
    appointments, undebriefed, follow_ups = ask_many(
        booking.Appointments(start, end), session.AwaitingDebrief(), booking.WaitingFollowUps()
    )
    entries = [entry(appointment) for appointment in appointments]
    return render("today/page.html", day=start, entries=entries, undebriefed=undebriefed, follow_ups=follow_ups)


def today() -> tuple[datetime, datetime]:
    """Midnight to midnight in the stack's time zone, in UTC; 23 or 25 hours when the clocks change."""
    zone = parts().settings.time_zone
    day = parts().clock.now().astimezone(zone).date()
    start, end = (datetime.combine(date, time(), zone).astimezone(UTC) for date in (day, day + timedelta(days=1)))
    return start, end


def entry(appointment: booking.AppointmentView) -> dict[str, Any]:
    """An appointment as the list of a day shows it."""
    dates = parts().dates
    return {
        "time": dates.clock(appointment.starts_at, language()),
        "until": dates.clock(appointment.ends_at, language()),
        "title": appointment.client_name,
        "place": f"{appointment.room.name}, {appointment.room.campus}",
        "people": _people(appointment.student_names, appointment.lecturer_name),
        "badges": [(t(f"state.{appointment.state}"), _KINDS[appointment.state])],
        "next": _next(appointment),
        "is_now": appointment.state == "under_way",
    }


def _people(students: Sequence[str], lecturer: str) -> str:
    return ", ".join([*students, lecturer])


def _next(appointment: booking.AppointmentView) -> tuple[str, str]:
    if appointment.state in ("booked", "under_way"):
        return t("today.open_guide"), f"/sessions/{appointment.appointment_id}"
    return t("today.open_appointment"), f"/appointments/{appointment.appointment_id}"
