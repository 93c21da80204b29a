"""Receipts of commands hold copies of replies, and so of what the client told: they are forgotten with the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import ARRAY

from services.session.adapters.tables import (
    circles,
    goal_revisions,
    note_revisions,
    sessions,
    stress_ratings,
    synthesis_revisions,
)

_FORGET = sa.text(
    """
    DELETE FROM command_receipts
    WHERE EXISTS (SELECT FROM unnest(:marks) AS mark WHERE position(mark IN reply) > 0)
    """
).bindparams(sa.bindparam("marks", type_=ARRAY(sa.Text)))

# What a reply about a session can be known by: replies do not all name their session.
_MARKS = (
    sessions.c.session_id,
    sessions.c.debriefed_at,
    stress_ratings.c.rating_id,
    circles.c.recorded_at,
    note_revisions.c.noted_at,
    goal_revisions.c.goal_id,
)
_PARTS = synthesis_revisions.c
_GATHERED = (_PARTS.strengths, _PARTS.resources, _PARTS.challenges, _PARTS.change_targets)


def forget_replies(session_ids: Sequence[UUID], connection: Connection) -> None:
    """Delete every receipt whose reply tells of these sessions; a command sent again under its key is then new."""
    connection.execute(_FORGET, {"marks": list(_marks(session_ids, connection))})


def _marks(session_ids: Sequence[UUID], connection: Connection) -> Iterator[str]:
    for column in _MARKS:
        of_sessions = column.table.c.session_id.in_(session_ids)
        for value in connection.scalars(sa.select(column).where(of_sessions, column.is_not(None))):
            yield _instant(value) if isinstance(value, datetime) else str(value)
    for column in _GATHERED:
        chosen = sa.select(sa.func.unnest(column)).where(_PARTS.session_id.in_(session_ids))
        for text in connection.scalars(chosen):
            yield json.dumps(text, ensure_ascii=False)


def _instant(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
