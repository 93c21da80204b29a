"""The sample is placed around today, on days when people work."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from deploy.demo.sample.data import clients, instant, university, weekdays_from

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, MONDAY), (1, date(2026, 11, 24)), (5, date(2026, 11, 30)), (-1, date(2026, 11, 20)), (-6, date(2026, 11, 13))],
)
def test_days_are_counted_in_weekdays(days: int, expected: date) -> None:
    assert weekdays_from(MONDAY, days) == expected


def test_now_is_the_half_hour_that_has_begun() -> None:
    now = datetime(2026, 11, 24, 11, 47, tzinfo=UTC)
    assert instant(0, "now+180", now, HELSINKI) == datetime(2026, 11, 24, 16, 30, tzinfo=HELSINKI)


def test_nobody_is_received_at_night() -> None:
    now = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
    assert instant(0, "now", now, HELSINKI) == datetime(2026, 11, 24, 13, 0, tzinfo=HELSINKI)


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("hour", [2, 7, 10, 15])
def test_no_two_sample_appointments_want_the_same_person_or_room_at_once(weekday: int, hour: int) -> None:
    now = datetime(2026, 11, 23 + weekday, hour, 20, tzinfo=UTC)
    taken: dict[str, list[datetime]] = {}
    for client in clients():
        told = client.get("appointment")
        if told is None or client["stage"] == "cancelled":
            continue
        starts_at = instant(told["day"], told["at"], now, HELSINKI)
        for resource in (told["room"], told["lecturer"], *told["students"]):
            for other in taken.setdefault(resource, []):
                assert abs((starts_at - other).total_seconds()) >= 2 * 3600, (resource, starts_at, other)
            taken[resource].append(starts_at)


def test_the_sample_names_only_people_and_rooms_that_it_has() -> None:
    people = {person["key"] for person in university()["people"]}
    rooms = {room["key"] for room in university()["rooms"]}
    for client in clients():
        told = client.get("appointment")
        if told:
            assert {told["lecturer"], *told["students"]} <= people
            assert told["room"] in rooms
