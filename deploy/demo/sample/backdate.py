"""Moves what the sample's conversations recorded to the hours in which they are told to have been held."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from services.session.adapters import tables
from shared.db import engine_for
from shared.settings import Settings

RECORDS = {
    tables.stress_ratings: ("rated_at",),
    tables.circles: ("recorded_at",),
    tables.note_revisions: ("noted_at",),
    tables.synthesis_revisions: ("written_at", "agreed_at"),
    tables.goal_revisions: ("set_at",),
}
ALERT = ("alert_detected_at", "alert_alerted_at", "alert_acknowledged_at", "alert_coordinator_at")


def backdate(settings: Settings, now: datetime) -> None:
    """Begin every past session at its own start, and move its records by as much."""
    with engine_for(settings.database_url).begin() as connection:
        sessions = tables.sessions
        moved = sa.and_(sessions.c.started_at.is_not(None), sessions.c.starts_at < now)
        by = sessions.c.starts_at - sessions.c.started_at
        for table, columns in RECORDS.items():
            of_session = sa.and_(table.c.session_id == sessions.c.session_id, moved)
            later = {name: table.c[name] + by for name in columns}
            connection.execute(sa.update(table).where(of_session).values(later))
        ended = sa.case((sessions.c.closed_at.is_not(None), sessions.c.ends_at))
        debriefed = sa.case((sessions.c.debriefed_at.is_not(None), sessions.c.ends_at + sa.text("interval '15 min'")))
        alert = {name: sessions.c[name] + by for name in ALERT}
        connection.execute(sa.update(sessions).where(moved).values(alert))
        times = {"started_at": sessions.c.starts_at, "closed_at": ended, "debriefed_at": debriefed}
        connection.execute(sa.update(sessions).where(moved).values(times))
