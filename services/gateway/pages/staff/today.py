"""Today: what each member of staff meets first, with what to do next; then the coming days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.elements import clash_words, failed_words
from services.gateway.pages.staff.appointments import KINDS
from services.gateway.pages.staff.fallen import fallen_follow_ups
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language, t
from services.gateway.web.rendering import directory, render
from services.gateway.web.service_client import ask_each, ask_many
from shared.contracts.actor import Role
from shared.contracts.requests import booking, desk, notification, session

blueprint = Blueprint("today", __name__)

COMING = timedelta(days=14)
UNREACHED = timedelta(days=14)
GETTING_READY = timedelta(minutes=60)
PATIENCE = 1.0  # for a service that may be away
Lines = Mapping[UUID, session.SessionLine]


@blueprint.get("/today")
@staff_only()
def page() -> Response:
    """Today's conversations, the coming ones, debriefs and follow-ups that wait."""
    start, end = today()
    appointments, sessions, undebriefed, follow_ups, given_up, found = ask_many(
        booking.Appointments(start, end + COMING),
        session.Sessions(start, end),
        session.AwaitingDebrief(),
        booking.WaitingFollowUps(),
        notification.UndeliverableMessages(start - UNREACHED),
        booking.Clashes(),
    )
    lines = {line.session_id: line for line in sessions}
    ours = [each for each in appointments if each.state not in ("cancelled", "declined") or each.starts_at < end]
    return render(
        "today/page.html",
        day=app_context().clock.now(),
        entries=[entry(each, lines) for each in ours if each.starts_at < end],
        coming=_by_day([each for each in ours if each.starts_at >= end]),
        undebriefed=[_waiting(line) for line in undebriefed],
        follow_ups=follow_ups,
        clashes=clash_words.clash_lines(found, clash_words.TODAY),
        unreached=[_unreached(message) for message in given_up],
        urgent=fallen_follow_ups(),
        failed=_failed() if _is_coordinator() else None,
        is_coordinator=_is_coordinator(),
    )


def today() -> tuple[datetime, datetime]:
    """Midnight to midnight in the stack's time zone, in UTC; 23 or 25 hours when the clocks change."""
    first = app_context().dates.local_date(app_context().clock.now())
    return midnight(first), midnight(first + timedelta(days=1))


def midnight(day: date) -> datetime:
    """The instant at which a calendar day of the stack begins."""
    return datetime.combine(day, time(), app_context().settings.time_zone).astimezone(UTC)


def entry(appointment: booking.AppointmentView, lines: Lines) -> dict[str, Any]:
    """An appointment as the list of a day shows it, with the one next thing to do."""
    dates = app_context().dates
    line = lines.get(appointment.appointment_id)
    state = "under_way" if line and line.state == "under_way" else appointment.state
    badges = [(t(f"state.{state}"), KINDS[state])]
    if line and line.is_acute:
        badges.append((t("today.acute"), "acute"))
    if state in ("held", "booked", "under_way") and appointment.consent != "given":
        badges.append((t("today.no_consent"), "waiting"))
    return {
        "time": dates.clock(appointment.starts_at, language()),
        "until": dates.clock(appointment.ends_at, language()),
        "title": appointment.client_name or t("appointments.client_gone"),
        "place": f"{appointment.room.name}, {appointment.room.campus}",
        "people": _people(appointment),
        "badges": badges,
        "next": _next(appointment, state, line),
        "links": [] if _is_coordinator() else [(t("today.open_appointment"), _appointment_url(appointment))],
        "is_now": state == "under_way" or (state == "booked" and _is_near(appointment)),
    }


def _people(appointment: booking.AppointmentView) -> str:
    students = ", ".join(appointment.student_names)
    if caller().actor.role is not Role.LECTURER:
        return f"{students}, {appointment.lecturer_name}"
    dates = app_context().dates
    reachable = (dates.clock(each, language()) for each in (appointment.busy_from, appointment.busy_until))
    return f"{students} · {t('today.reachable', span='–'.join(reachable))}"


def _next(appointment: booking.AppointmentView, state: str, line: session.SessionLine | None) -> tuple[str, str]:
    session_id = appointment.appointment_id
    if _is_coordinator() or state in ("cancelled", "declined", "no_show"):
        return t("today.open_appointment"), _appointment_url(appointment)
    if state == "held":
        return t("today.answer_proposal"), _appointment_url(appointment)
    if state == "completed":
        is_mine_to_debrief = caller().actor.role is Role.LECTURER and line is not None and not line.is_debriefed
        endpoint, words = ("page", "today.debrief") if is_mine_to_debrief else ("summary", "today.open_summary")
        return t(words), url_for(f"debrief.{endpoint}", session_id=session_id)
    if state == "under_way":
        words = "today.continue" if caller().actor.role is Role.STUDENT else "today.open_guide"
    else:
        words = "today.begin" if _is_near(appointment) else "today.prepare"
    return t(words), url_for("guide.page", session_id=session_id)


def _by_day(appointments: Sequence[booking.AppointmentView]) -> list[tuple[str, list[dict[str, Any]]]]:
    dates = app_context().dates
    grouped = groupby(appointments, key=lambda each: dates.local_date(each.starts_at))
    return [(dates.day(day, language()), [entry(each, {}) for each in those]) for day, those in grouped]


def _waiting(line: session.SessionLine) -> Mapping[str, Any]:
    students = ", ".join(filter(None, map(directory().person_name, line.student_ids)))
    return {"session_id": line.session_id, "starts_at": line.starts_at, "students": students, "acute": line.is_acute}


def _unreached(message: notification.MessageView) -> Mapping[str, Any]:
    if message.appointment_id:
        url = url_for("appointments.page", appointment_id=message.appointment_id)
    else:
        url = url_for("clients.page", client_id=message.recipient_id)
    return {"what": t(f"message.{message.template}"), "url": url, "at": message.created_at}


def _failed() -> Mapping[str, Any]:
    """How many events wait for a coordinator, and who did not say."""
    names = app_context().services
    replies = ask_each(*(desk.FailedCount(name) for name in names), timeout=PATIENCE)
    told = {reply.service: reply.dead for reply in replies if isinstance(reply, desk.FailedCountView)}
    return {"dead": sum(told.values()), "silent": [failed_words.service(each) for each in names if each not in told]}


def _is_near(appointment: booking.AppointmentView) -> bool:
    now = app_context().clock.now()
    return appointment.starts_at - GETTING_READY <= now <= appointment.ends_at


def _is_coordinator() -> bool:
    return caller().actor.role is Role.COORDINATOR


def _appointment_url(appointment: booking.AppointmentView) -> str:
    return url_for("appointments.page", appointment_id=appointment.appointment_id)
