"""Reads the sample's files and places their days and hours around now."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

FOLDER = Path(__file__).parent
PASSWORD = "kaarnan-ranta-26"  # of people who do not exist, in a demo that listens to its own machine alone
FRIDAY = 5
EARLIEST, LATEST = time(8), time(18)


def university() -> dict[str, Any]:
    """The people, the rooms and the hours, as the file has them."""
    found: dict[str, Any] = _read("university.yaml")
    return found


def clients() -> list[dict[str, Any]]:
    """The clients with their stage and what was said, as the file has them."""
    found: list[dict[str, Any]] = _read("clients.yaml")
    return found


def instant(day: int, at: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The aware instant of a sample's `day` (weekdays from today) and `at` (wall-clock, `now` or `now+minutes`)."""
    local = now.astimezone(zone)
    if not at.startswith("now"):
        return datetime.combine(weekdays_from(local.date(), day), time.fromisoformat(at), zone)
    begun = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
    if not EARLIEST <= begun.time() < LATEST:
        begun = begun.replace(hour=13, minute=0)
    return begun + timedelta(minutes=int(at.removeprefix("now") or "0"))


def weekdays_from(today: date, days: int) -> date:
    """The date so many weekdays after today, or before it."""
    step, found = timedelta(days=1 if days > 0 else -1), today
    for _ in range(abs(days)):
        found += step
        while found.isoweekday() > FRIDAY:
            found += step
    return found


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))
