"""When a client is reminded of an appointment."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = time(10, 0)  # of the day before, by the wall clock
FRESH = timedelta(hours=12)  # who booked so lately needs no reminder


def reminder_at(starts_at: datetime, booked_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Ten o'clock on the day before, in UTC; none when the client has only just booked."""
    eve = starts_at.astimezone(zone).date() - timedelta(days=1)
    due = datetime.combine(eve, HOUR, tzinfo=zone).astimezone(UTC)
    return due if due - booked_at >= FRESH else None
