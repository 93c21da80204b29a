"""Ids of events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.storage.event_ids import first_id_at, may_be_made_by, new_event_id

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
instants = st.timedeltas(min_value=timedelta(days=-10_000), max_value=timedelta(days=60_000)).map(AT.__add__)


@given(instants)
def test_an_id_is_a_version_7_uuid_of_its_millisecond(at: datetime) -> None:
    made = new_event_id(at)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(at.timestamp() * 1000)


@given(instants, st.timedeltas(min_value=timedelta(milliseconds=2), max_value=timedelta(days=900)))
def test_ids_sort_by_the_time_of_their_event(at: datetime, later: timedelta) -> None:
    assert new_event_id(at) < first_id_at(at + later) <= new_event_id(at + later)


def test_only_an_id_of_version_7_and_of_no_later_hour_is_one_of_ours() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert may_be_made_by(new_event_id(now), now)
    assert may_be_made_by(new_event_id(now - timedelta(days=400)), now)
    assert may_be_made_by(new_event_id(now + timedelta(minutes=59)), now)
    assert not may_be_made_by(new_event_id(now + timedelta(minutes=61)), now)
    assert not may_be_made_by(uuid4(), now)
    assert not may_be_made_by(UUID(int=0), now)


def test_no_two_ids_of_one_millisecond_are_the_same() -> None:
    assert len({new_event_id(AT) for _ in range(1000)}) == 1000
