"""Wall-clock hours stay wall-clock hours when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.booking.domain.calendar import (
    DatedException,
    Hours,
    WeeklyHours,
    during,
    is_on_wall_clock,
    starts_within,
    throughout,
)
from services.booking.domain.time_range import TimeRange, joined, without

HELSINKI = ZoneInfo("Europe/Helsinki")
AUTUMN = date(2026, 10, 25)
ZONES = st.sampled_from([HELSINKI, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])
DAYS = st.one_of(
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5)]),
)
QUARTERS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
HALF_HOUR = timedelta(minutes=30)
EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
SPANS = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 20)).map(
        lambda pair: TimeRange(EPOCH + HALF_HOUR * pair[0], EPOCH + HALF_HOUR * (pair[0] + pair[1]))
    ),
    max_size=8,
)
MOMENTS = [EPOCH + HALF_HOUR * step for step in range(125)]


def holds(spans: object, moment: datetime) -> bool:
    return any(span.starts_at <= moment < span.ends_at for span in spans)  # type: ignore[attr-defined]


@given(SPANS)
def test_joined_spans_hold_the_same_instants_and_never_touch(spans: list[TimeRange]) -> None:
    result = joined(spans)
    assert [holds(result, each) for each in MOMENTS] == [holds(spans, each) for each in MOMENTS]
    assert all(first.ends_at < second.starts_at for first, second in pairwise(result))
    assert not any(span.is_empty for span in result)


@given(SPANS, SPANS)
def test_what_is_taken_is_gone_and_nothing_else_is(spans: list[TimeRange], taken: list[TimeRange]) -> None:
    result = without(spans, taken)
    expected = [holds(spans, each) and not holds(taken, each) for each in MOMENTS]
    assert [holds(result, each) for each in MOMENTS] == expected


@given(DAYS, QUARTERS, QUARTERS, ZONES)
@example(AUTUMN, time(1), time(3, 30), HELSINKI)
@example(AUTUMN, time(3, 30), time(6), HELSINKI)
def test_whatever_lies_within_hours_lies_within_them_on_the_wall(
    day: date, starts: time, ends: time, zone: ZoneInfo
) -> None:
    span = during(day, starts, ends, zone)
    moment = span.starts_at
    while moment < span.ends_at:
        wall = moment.astimezone(zone)
        assert wall.date() == day
        assert starts <= wall.time()
        assert ends == time() or wall.time() < ends
        moment += timedelta(minutes=15)


@given(DAYS, QUARTERS, QUARTERS, ZONES)
@example(AUTUMN, time(1), time(3, 30), HELSINKI)
@example(AUTUMN, time(3, 30), time(6), HELSINKI)
def test_whoever_is_away_is_away_at_every_instant_that_the_wall_shows_so(
    day: date, starts: time, ends: time, zone: ZoneInfo
) -> None:
    away = throughout(day, starts, ends, zone)
    moment = datetime.combine(day, time(), UTC) - timedelta(days=1)
    for _ in range(4 * 72):
        wall = moment.astimezone(zone)
        if wall.date() == day and starts <= wall.time() and (ends == time() or wall.time() < ends):
            assert away.starts_at <= moment < away.ends_at
        moment += timedelta(minutes=15)


@given(st.integers(0, 365 * 24 * 60), st.integers(1, 72), ZONES)
def test_starts_are_in_order_inside_the_window_on_the_half_hours_and_none_is_missing(
    minutes: int, hours: int, zone: ZoneInfo
) -> None:
    begins = EPOCH + timedelta(minutes=minutes)
    found = list(starts_within(TimeRange(begins, begins + timedelta(hours=hours)), HALF_HOUR, zone))
    every = [begins + timedelta(minutes=step) for step in range(hours * 60)]
    assert found == [each for each in every if is_on_wall_clock(each, HALF_HOUR, zone)]


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)])
def test_nine_in_the_morning_is_nine_on_the_wall_on_both_sides_of_a_change(day: date) -> None:
    hours = Hours((WeeklyHours(day.isoweekday(), time(9), time(16)),))
    (span,) = hours.spans(day, day, HELSINKI)
    assert span.starts_at.astimezone(HELSINKI).time() == time(9)
    assert span.ends_at.astimezone(HELSINKI).time() == time(16)


def test_the_hour_that_spring_skips_is_offered_to_nobody() -> None:
    window = TimeRange(datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=UTC))
    walls = [each.astimezone(HELSINKI).time() for each in starts_within(window, HALF_HOUR, HELSINKI)]
    assert walls == [time(2), time(2, 30), time(4), time(4, 30), time(5), time(5, 30)]


def test_the_hour_that_autumn_repeats_comes_twice() -> None:
    window = TimeRange(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC))
    walls = [each.astimezone(HELSINKI).time() for each in starts_within(window, HALF_HOUR, HELSINKI)]
    assert walls == [time(3), time(3, 30), time(3), time(3, 30), time(4)]


def test_spans_that_touch_do_not_overlap() -> None:
    first, second = TimeRange(EPOCH, EPOCH + HALF_HOUR), TimeRange(EPOCH + HALF_HOUR, EPOCH + 2 * HALF_HOUR)
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert first.overlaps(first)


def test_exceptions_add_time_and_being_away_wins() -> None:
    day = date(2026, 3, 3)
    weekly = (WeeklyHours(2, time(9), time(12)),)
    extra = DatedException(day, True, time(12), time(14))
    away = DatedException(day, False, time(11), time(13))
    spans = Hours(weekly, (extra, away)).spans(day, day, HELSINKI)
    walls = [(each.starts_at.astimezone(HELSINKI).hour, each.ends_at.astimezone(HELSINKI).hour) for each in spans]
    assert walls == [(9, 11), (13, 14)]
    assert Hours(weekly, (extra, DatedException(day, False))).spans(day, day, HELSINKI) == ()
