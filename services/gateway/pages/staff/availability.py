"""When a person can be booked: weekly hours, and the days that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.pages.elements import clash_words
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.field_errors import FieldError
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language
from services.gateway.web.rendering import directory, render, see_other
from services.gateway.web.service_client import ask_many
from shared.contracts.requests import booking
from shared.contracts.vocabulary import Language

blueprint = Blueprint("availability", __name__)

DAYS = range(1, 8)
SPANS = 2  # a morning and an afternoon
EXTRA = 3  # empty rows for new exceptions
MOST_ROWS = 200
_CLOCK = re.compile(r"(\d{1,2})(?:[.:, ]?([0-5]\d))?")


@blueprint.get("/availability")
@staff_only()
def own() -> Response:
    """One's own hours."""
    return see_other("availability.page", person_id=caller().actor.id)


@blueprint.get("/availability/<uuid:person_id>")
@staff_only()
def page(person_id: UUID, weekly: FormState | None = None, exceptions: FormState | None = None) -> Response:
    """The hours of a week, and the exceptions from today on."""
    found, hit = ask_many(booking.Availability(person_id), booking.Clashes(person_id))
    typed_weekly = weekly.given if weekly else dict(_of_week(found.weekly))
    typed_exceptions = exceptions.given if exceptions else dict(_of_exceptions(found.exceptions))
    return render(
        "availability/page.html",
        weekly or exceptions,
        person_id=person_id,
        name=directory().person_name(person_id),
        is_own=caller().actor.id == person_id,
        days=DAYS,
        spans=range(_count(typed_weekly, "spans")),
        week=typed_weekly,
        exceptions=typed_exceptions,
        rows=range(_count(typed_exceptions, "rows")),
        clashes=clash_words.clash_lines(hit, clash_words.HOURS),
        today=app_context().dates.local_date(app_context().clock.now()),
    )


@blueprint.post("/availability/<uuid:person_id>/weekly")
@staff_only()
def set_weekly(person_id: UUID) -> Response:
    """Replace the weekly hours."""
    rows = [(f"{day}_{span}", day) for day in DAYS for span in range(_count(request.form, "spans"))]
    used = [(row, day) for row, day in rows if _text(f"starts_{row}") or _text(f"ends_{row}")]
    weekly = [{"weekday": day, **_times(row)} for row, day in used]
    sent = submit(booking.SetWeeklyHours, person_id=person_id, weekly=weekly)
    if sent.is_done:
        return see_other("availability.page", said="hours_saved", person_id=person_id)
    return page(person_id=person_id, weekly=_named(sent, "weekly", [row for row, _ in used]))


@blueprint.post("/availability/<uuid:person_id>/exceptions")
@staff_only()
def set_exceptions(person_id: UUID) -> Response:
    """Replace the exceptions from today on."""
    rows = map(str, range(_count(request.form, "rows")))
    used = [row for row in rows if any(_text(f"{name}_{row}") for name in ("on", "starts", "ends"))]
    exceptions = [_exception(row) for row in used]
    sent = submit(booking.SetExceptions, person_id=person_id, exceptions=exceptions)
    if sent.is_done:
        return see_other("availability.page", said="exceptions_saved", person_id=person_id)
    return page(person_id=person_id, exceptions=_named(sent, "exceptions", used))


def _exception(row: str) -> Mapping[str, Any]:
    on = {"on": _text(f"on_{row}")} if _text(f"on_{row}") else {}
    return {**on, "is_available": _text(f"kind_{row}") == "available", **_times(row)}


def _times(row: str) -> Mapping[str, str]:
    typed = {name: _text(f"{name}_{row}") for name in ("starts", "ends")}
    return {name: read_clock(text) for name, text in typed.items() if text}


def read_clock(text: str) -> str:
    """A time of day as people type it (9, 9.30, 09:30, 24.00) as the contract has it; other texts as they are."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return text
    hours, minutes = int(found[1]), found[2] or "00"
    return "00:00" if (hours, minutes) == (24, "00") else f"{hours:02}:{minutes}"


def _of_week(weekly: Sequence[booking.WeeklyHours]) -> Iterator[tuple[str, str]]:
    yield "spans", str(max([SPANS, *(sum(each.weekday == day for each in weekly) for day in DAYS)]))
    for day in DAYS:
        for span, hours in enumerate(each for each in weekly if each.weekday == day):
            yield f"starts_{day}_{span}", _clock(hours.starts)
            yield f"ends_{day}_{span}", _clock(hours.ends, "24")


def _of_exceptions(exceptions: Sequence[booking.AvailabilityException]) -> Iterator[tuple[str, str]]:
    yield "rows", str(len(exceptions) + EXTRA)
    for row, each in enumerate(exceptions):
        yield f"on_{row}", each.on.isoformat()
        yield f"kind_{row}", "available" if each.is_available else "away"
        yield f"starts_{row}", _clock(each.starts)
        yield f"ends_{row}", _clock(each.ends, "24")


def _clock(at: time | None, midnight: str = "0") -> str:
    """A time of day as the page's language writes it; empty for none."""
    if at is None:
        return ""
    mark = ":" if language() is Language.EN else "."
    return f"{midnight if at == time() else at.hour}{mark}{at:%M}"


def _named(sent: FormState, of: str, rows: Sequence[str]) -> FormState:
    """The refused form, each fault named by the input that it is about."""
    problem = sent.problem and replace(sent.problem, errors=[_fault(each, of, rows) for each in sent.faults])
    return FormState(request.form.to_dict(), problem=problem, inputs=frozenset(request.form))


def _fault(fault: FieldError, of: str, rows: Sequence[str]) -> FieldError:
    match fault.field.split("."):
        case [name, place, part] if name == of and place.isdecimal():
            return replace(fault, field=f"{part}_{rows[int(place)]}")
        case _:
            return fault


def _count(form: Mapping[str, Any], name: str) -> int:
    told = str(form.get(name, ""))
    return min(int(told), MOST_ROWS) if told.isdecimal() and len(told) < 6 else 0


def _text(name: str) -> str:
    return request.form.get(name, "").strip()
