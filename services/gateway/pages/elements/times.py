"""The free times that a client chooses from: on one campus, a week at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from services.gateway.web.app_context import app_context
from services.gateway.web.free_times import AS_FAR_AS_ANY
from services.gateway.web.language import language
from services.gateway.web.service_client import ask
from shared.contracts.requests.booking import FreeTime, FreeTimes, Rooms


@dataclass(frozen=True, slots=True)
class Campus:
    """A place where conversations are held."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week's free times by day, and the nearest weeks before and after it that have any."""

    days: Sequence[Mapping[str, Any]]
    monday: date
    previous: date | None = None
    following: date | None = None

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def campuses() -> list[Campus]:
    """The campuses with rooms that can be booked, by name; the address where its rooms share one."""
    addresses: dict[str, set[str]] = {}
    for room in ask(Rooms()):
        addresses.setdefault(room.campus, set()).add(room.address)
    return [Campus(name, min(found) if len(found) == 1 else "") for name, found in sorted(addresses.items())]


def options(found: Sequence[Campus]) -> list[tuple[str, str, str]]:
    """The campuses as a question's choices: value, words, address."""
    return [(campus.name, campus.name, campus.address) for campus in found]


def chosen_campus(wished: str | None, found: Sequence[Campus]) -> str | None:
    """The wished campus, or the only one; None where there is a choice to make."""
    names = [campus.name for campus in found]
    if wished in names:
        return wished
    return names[0] if len(names) == 1 else None


def free_week(campus: str, wished: str | None, excluding: UUID | None = None) -> Week | None:
    """The wished week (its Monday, as ISO), else the nearest with free times; None where there are none at all."""
    now = app_context().clock.now()
    weeks = _by_week(ask(FreeTimes(now, now + AS_FAR_AS_ANY, campus, excluding)))
    if not weeks:
        return None
    mondays = sorted(weeks)
    monday = _asked_for(wished, mondays)
    place = mondays.index(monday)
    return Week(
        days=_days(weeks[monday]),
        monday=monday,
        previous=mondays[place - 1] if place else None,
        following=mondays[place + 1] if place + 1 < len(mondays) else None,
    )


def _by_week(times: Sequence[FreeTime]) -> dict[date, list[FreeTime]]:
    weeks: dict[date, list[FreeTime]] = {}
    for time in times:
        day = app_context().dates.local_date(time.starts_at)
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(time)
    return weeks


def _asked_for(wished: str | None, mondays: Sequence[date]) -> date:
    try:
        asked = date.fromisoformat(wished or "")
    except ValueError:
        return mondays[0]
    return next((monday for monday in mondays if monday >= asked), mondays[-1])


def _days(times: Sequence[FreeTime]) -> list[Mapping[str, Any]]:
    dates = app_context().dates
    by_day = groupby(times, key=lambda time: dates.local_date(time.starts_at))
    return [
        {
            "name": dates.day(day, language()),
            "times": [(time.starts_at.isoformat(), dates.clock(time.starts_at, language())) for time in free],
        }
        for day, free in by_day
    ]
