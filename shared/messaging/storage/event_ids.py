"""Ids of events: version 7 UUIDs (RFC 9562), which sort by the millisecond in which they were made."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from uuid import RFC_4122, UUID

FAST_CLOCK = timedelta(hours=1)
_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_RANDOM = ~((0xF << 76) | (0b11 << 62)) & ((1 << 80) - 1)


def new_event_id(at: datetime) -> UUID:
    """An id that nobody else has, of an event at this aware instant."""
    chance = int.from_bytes(os.urandom(10)) & _RANDOM
    return UUID(int=(_millisecond(at) << 80) | _VERSION_AND_VARIANT | chance)


def first_id_at(at: datetime) -> UUID:
    """The smallest id that an event at this aware instant, or later, can have."""
    return UUID(int=max(_millisecond(at), 0) << 80)


def may_be_made_by(event_id: UUID, now: datetime) -> bool:
    """Whether a service may have made the id by this aware instant, with a clock that is an hour fast at most."""
    is_ours = event_id.version == 7 and event_id.variant == RFC_4122
    return is_ours and event_id.int >> 80 <= _millisecond(now + FAST_CLOCK)


def _millisecond(at: datetime) -> int:
    return int(at.timestamp() * 1000)
