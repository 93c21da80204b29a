"""The calendar: a week of conversations, held follow-ups among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.staff.today import midnight
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language, t
from services.gateway.web.rendering import render
from services.gateway.web.service_client import ask, ask_many
from shared.contracts.actor import Role
from shared.contracts.requests import booking

blueprint = Blueprint("calendar", __name__)

WEEK = timedelta(days=7)
EARLIEST, LATEST = date(2000, 1, 10), date(2200, 1, 1)
KINDS = {"held": "held", "booked": "booked", "under_way": "booked", "completed": "done", "no_show": "away"}


@blueprint.get("/calendar")
@staff_only()
def page() -> Response:
    """The wished week, else this one; of one person where a coordinator asks."""
    monday = _monday()
    person = _person()
    people: Sequence[booking.PersonView] = ()
    week = booking.Appointments(midnight(monday), midnight(monday + WEEK), person_id=person)
    if caller().actor.role is Role.COORDINATOR:
        appointments, people = ask_many(week, booking.People(include_inactive=True))
    else:
        appointments = ask(week)
    return render(
        "calendar/page.html",
        days=_days(monday, appointments),
        here=(monday, monday + timedelta(days=6)),
        previous=_url(monday - WEEK, person),
        following=_url(monday + WEEK, person),
        this_week=_url(None, person),
        people=_named(each for each in people if each.is_active),
        left=_named(each for each in people if not each.is_active),
        person=str(person or ""),
        monday=monday,
    )


def _named(people: Iterable[booking.PersonView]) -> list[tuple[str, str]]:
    return [(str(each.person_id), each.name) for each in people if each.role != "coordinator"]


def _days(monday: date, appointments: Sequence[booking.AppointmentView]) -> list[dict[str, Any]]:
    dates = app_context().dates
    today = dates.local_date(app_context().clock.now())
    shown = [each for each in appointments if each.state in KINDS]
    used = {dates.local_date(each.starts_at) for each in shown}
    days = [monday + timedelta(days=place) for place in range(7)]
    return [
        {
            "name": dates.day(day, language()),
            "is_today": day == today,
            "entries": [_entry(each) for each in shown if dates.local_date(each.starts_at) == day],
        }
        for day in days
        if day.weekday() < 5 or day in used or day == today
    ]


def _entry(appointment: booking.AppointmentView) -> dict[str, Any]:
    dates = app_context().dates
    people = ", ".join([*appointment.student_names, appointment.lecturer_name])
    is_plain = appointment.state in ("booked", "completed")
    return {
        "time": dates.clock(appointment.starts_at, language()),
        "until": dates.clock(appointment.ends_at, language()),
        "title": appointment.client_name or t("appointments.client_gone"),
        "place": appointment.room.name,
        "people": people,
        "state": "" if is_plain else t(f"state.{appointment.state}"),
        "url": url_for("appointments.page", appointment_id=appointment.appointment_id),
        "kind": KINDS[appointment.state],
    }


def _monday() -> date:
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        day = app_context().dates.local_date(app_context().clock.now())
    day = min(max(day, EARLIEST), LATEST)
    return day - timedelta(days=day.weekday())


def _person() -> UUID | None:
    try:
        return UUID(request.args.get("person", ""))
    except ValueError:
        return None


def _url(monday: date | None, person: UUID | None) -> str:
    return url_for("calendar.page", week=monday.isoformat() if monday else None, person=person)
