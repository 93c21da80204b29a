"""Coming appointments that somebody cannot make, in words, with the ways to settle each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import url_for

from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.language import language, t
from services.gateway.web.rendering import directory
from shared.contracts.requests import booking

# From which page a decision is made, and so where it leads back to.
TODAY, HOURS, PERSON, APPOINTMENT = "today", "hours", "person", "appointment"


def clash_lines(found: Sequence[booking.ClashView], seen_on: str) -> list[Mapping[str, Any]]:
    """Each clash with its words and the ways to settle it; `seen_on` is one of the pages above."""
    return [_line(each, seen_on) for each in found if each.accepted_at is None]


def accepted_words(found: Sequence[booking.ClashView]) -> list[str]:
    """Who comes all the same, and who decided so."""
    return [_accepted(each) for each in found if each.accepted_at is not None]


def _line(clash: booking.ClashView, seen_on: str) -> Mapping[str, Any]:
    appointment = clash.appointment
    which: dict[str, Any] = {"appointment_id": appointment.appointment_id}
    day = app_context().dates.local_date(appointment.starts_at)
    monday = day - timedelta(days=day.weekday())
    deed = "decline" if appointment.state == "held" else "cancel"
    return {
        "who": clash.person_name,
        "is_mine": clash.person_id == caller().actor.id,
        "cause": t(f"clashes.cause.{clash.cause}"),
        "appointment": appointment,
        "is_held": appointment.state == "held",
        "url": url_for("appointments.page", **which),
        "move_url": url_for("appointments.move", **which, campus=appointment.room.campus, week=monday.isoformat()),
        "end_url": url_for("appointments.ask_first", **which, deed=deed),
        "accept_url": None if clash.cause == "left" else url_for("clashes.accept", **which, person_id=clash.person_id),
        "fields": {"version": appointment.version, "cause": clash.cause, "seen_on": seen_on},
    }


def _accepted(clash: booking.ClashView) -> str:
    told = {"name": clash.person_name, "cause": t(f"clashes.cause.{clash.cause}")}
    by = directory().person_name(clash.accepted_by) if clash.accepted_by else ""
    if not by or clash.accepted_at is None:
        return t("clashes.accepted_before", **told)
    return t("clashes.accepted_by", **told, by=by, when=app_context().dates.when(clash.accepted_at, language()))
