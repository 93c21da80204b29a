"""When a client is reminded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.reminder import FRESH, reminder_at

HELSINKI = ZoneInfo("Europe/Helsinki")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001


@given(INSTANTS, st.timedeltas(timedelta(hours=0), timedelta(days=60)))
def test_a_reminder_is_at_ten_by_the_wall_clock_of_the_day_before_and_never_soon_after_booking(
    starts_at: datetime, ahead: timedelta
) -> None:
    booked_at = starts_at - ahead
    due = reminder_at(starts_at, booked_at, HELSINKI)
    if due is None:
        assert ahead <= timedelta(hours=38 + 12 + 1)
        return
    local, start = due.astimezone(HELSINKI), starts_at.astimezone(HELSINKI)
    assert (local.hour, local.minute) == (10, 0)
    assert start.date() - local.date() == timedelta(days=1)
    assert due - booked_at >= FRESH


def test_a_change_of_clocks_in_between_keeps_ten_o_clock() -> None:
    sunday_after_the_change = datetime(2026, 10, 25, 11, tzinfo=UTC)
    due = reminder_at(sunday_after_the_change, datetime(2026, 10, 1, tzinfo=UTC), HELSINKI)
    assert due == datetime(2026, 10, 24, 7, tzinfo=UTC)


def test_twelve_hours_between_booking_and_reminder_are_just_enough() -> None:
    starts_at = datetime(2026, 11, 24, 11, tzinfo=UTC)
    due = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert reminder_at(starts_at, due - FRESH, HELSINKI) == due
    assert reminder_at(starts_at, due - FRESH + timedelta(seconds=1), HELSINKI) is None
