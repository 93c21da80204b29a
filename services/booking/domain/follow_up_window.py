"""When a follow-up may be: on a later day than the meeting that it follows, by the clock on the wall."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from services.booking.domain.appointment import Appointment, State
from services.booking.domain.calendar import DAY, begin_of, dates_of
from services.booking.domain.follow_up import FollowUp
from services.booking.domain.programme import Programme
from services.booking.domain.time_range import TimeRange

CALLED_OFF = (State.CANCELLED, State.NO_SHOW, State.DECLINED)


def window_for(
    follow_up: FollowUp, follows: Appointment, now: datetime, programme: Programme, zone: tzinfo
) -> TimeRange:
    """When booking may let it start by itself: after a notice and after the day of the meeting, within its limit.

    The meeting's day is the appointment's, and also the one on which it really began. The limit counts from the
    appointment where the conversation began before its time, else from now.
    """
    told = (follow_up.requested_at, follows.begun_at or follow_up.requested_at)
    days = (follows.conversation, *(TimeRange(instant, instant) for instant in told))
    limit = programme.acute_within if follow_up.is_acute else programme.follow_up_within
    opened = follows.starts_at if follows.is_early(now) else now
    return TimeRange(max(now + programme.notice, _after(days, zone)), opened + limit)


def earliest_by_hand(follows: Appointment, now: datetime, zone: tzinfo) -> datetime:
    """From when on a person may choose its time: the day after the meeting; one that was called off counts for nothing.

    A conversation that was held and closed before its time counts on the day on which it began.
    """
    if follows.state in CALLED_OFF:
        return now
    if follows.state is State.COMPLETED and follows.is_early(now):
        began = follows.begun_at or now
        return _after([TimeRange(began, began)], zone)
    return _after([follows.conversation], zone)


def in_order_of_preference(
    starts: Iterable[datetime], follow_up: FollowUp, now: datetime, programme: Programme
) -> list[datetime]:
    """Acute: the earliest first. Else a week of rest first, then the earliest."""
    rested = now if follow_up.is_acute else now + programme.follow_up_after
    return sorted(starts, key=lambda starts_at: (starts_at < rested, starts_at))


def _after(spans: Iterable[TimeRange], zone: tzinfo) -> datetime:
    """The first instant of the day after the last that the spans touch."""
    _, last = dates_of(spans, zone)
    return begin_of(last + DAY, zone)
