"""Ids of events: version 7 UUIDs (RFC 9562), which sort by the millisecond in which they were made."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
_RANDOM = ~((0xF << 76) | (0b11 << 62)) & ((1 << 80) - 1)


def new_event_id(at: datetime) -> UUID:
    """An id that nobody else has, of an event at this aware instant."""
    chance = int.from_bytes(os.urandom(10)) & _RANDOM
    return UUID(int=(_millisecond(at) << 80) | _VERSION_AND_VARIANT | chance)


def first_id_at(at: datetime) -> UUID:
    """The smallest id that an event at this aware instant, or later, can have."""
    return UUID(int=max(_millisecond(at), 0) << 80)


def _millisecond(at: datetime) -> int:
    return int(at.timestamp() * 1000)
