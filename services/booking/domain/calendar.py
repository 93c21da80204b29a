"""Wall-clock hours, and the instants that they are in a time zone, also when the clocks change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.booking.domain.time_range import TimeRange, without

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours on one weekday (ISO, Monday 1); an end at 00:00 is midnight at the day's end."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class DatedException:
    """A date, or some hours of it, on which the weekly hours do not hold."""

    on: date
    is_available: bool
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's weekly hours and exceptions; being away wins over being available."""

    weekly: tuple[WeeklyHours, ...] = ()
    exceptions: tuple[DatedException, ...] = ()

    def spans(self, first: date, last: date, zone: tzinfo) -> tuple[TimeRange, ...]:
        """When the person is available on the dates from `first` to `last`, both included."""
        days = days_between(first, last)
        week = (during(day, each.starts, each.ends, zone) for day in days for each in self._week(day))
        extra = [each for each in self.exceptions if first <= each.on <= last]
        added = (during(each.on, *_times(each), zone) for each in extra if each.is_available)
        away = (throughout(each.on, *_times(each), zone) for each in extra if not each.is_available)
        return without([*week, *added], away)

    def is_away(self, span: TimeRange, zone: tzinfo) -> bool:
        """Whether the person is marked as away at any instant of the span."""
        away = (each for each in self.exceptions if not each.is_available)
        return any(throughout(each.on, *_times(each), zone).overlaps(span) for each in away)

    def _week(self, day: date) -> Iterator[WeeklyHours]:
        return (each for each in self.weekly if each.weekday == day.isoweekday())


def days_between(first: date, last: date) -> list[date]:
    """The dates from `first` to `last`, both included."""
    return [first + DAY * number for number in range((last - first).days + 1)]


def during(day: date, starts: time, ends: time, zone: tzinfo) -> TimeRange:
    """The instants surely within these wall-clock hours: what a change of clocks makes doubtful is left out."""
    return TimeRange(_instants(day, starts, zone)[1], _instants(*_end(day, ends), zone)[0])


def throughout(day: date, starts: time, ends: time, zone: tzinfo) -> TimeRange:
    """The instants that may be within these wall-clock hours: what a change of clocks makes doubtful is kept."""
    return TimeRange(_instants(day, starts, zone)[0], _instants(*_end(day, ends), zone)[1])


def begin_of(day: date, zone: tzinfo) -> datetime:
    """The first instant that is surely on the date, also where the clocks skip midnight."""
    return _instants(day, time(), zone)[1]


def is_on_wall_clock(instant: datetime, every: timedelta, zone: tzinfo) -> bool:
    """Whether a clock on the wall shows a whole multiple of `every` since midnight at this instant."""
    wall = instant.astimezone(zone).replace(tzinfo=None)
    return (wall - datetime.combine(wall.date(), time())) % every == timedelta()


def starts_within(window: TimeRange, every: timedelta, zone: tzinfo) -> Iterator[datetime]:
    """The instants in the window that `is_on_wall_clock`, in order; no hour that the clocks skip."""
    first = window.starts_at.astimezone(zone).date()
    last = window.ends_at.astimezone(zone).date()
    for day in days_between(first, last):
        instants = (instant for step in range(DAY // every) for instant in _shown(day, every * step, zone))
        yield from (each for each in sorted(instants) if window.starts_at <= each < window.ends_at)


def _shown(day: date, since_midnight: timedelta, zone: tzinfo) -> set[datetime]:
    wall = datetime.combine(day, time()) + since_midnight
    instants = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {each for each in instants if each.astimezone(zone).replace(tzinfo=None) == wall}


def _instants(day: date, at: time, zone: tzinfo) -> tuple[datetime, datetime]:
    wall = datetime.combine(day, at)
    one, other = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(one, other), max(one, other)


def _end(day: date, ends: time) -> tuple[date, time]:
    return (day, ends) if ends > time() else (day + DAY, time())


def _times(exception: DatedException) -> tuple[time, time]:
    return exception.starts or time(), exception.ends or time()


def dates_of(spans: Iterable[TimeRange], zone: tzinfo) -> tuple[date, date]:
    """The first and the last local date that the spans touch."""
    all_spans = list(spans)
    first = min(span.starts_at for span in all_spans)
    last = max(span.ends_at for span in all_spans)
    return first.astimezone(zone).date(), last.astimezone(zone).date()
