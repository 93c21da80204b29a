"""Sessions in PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping
from sqlalchemy.dialects.postgresql import insert

from services.session.adapters.erasure import erase
from services.session.adapters.session_mappers import row_of, session_of
from services.session.adapters.tables import clients, sessions
from services.session.application.ports import SessionFilter
from services.session.domain.session import Consent, Session

_TAKE_TURNS = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:client, 0))")


class SqlSessionRepository:
    """Keeps sessions as rows of one database, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: Session) -> None:
        """Keep a new session; one that is there already stays as it is."""
        self._connection.execute(insert(sessions).values(row_of(session)).on_conflict_do_nothing())

    def find(self, session_id: UUID) -> Session | None:
        """The session as it stands."""
        return self._one(sa.select(sessions).where(sessions.c.session_id == session_id))

    def get_for_update(self, session_id: UUID) -> Session | None:
        """The session, its row locked until the transaction ends."""
        return self._one(sa.select(sessions).where(sessions.c.session_id == session_id).with_for_update())

    def save(self, session: Session) -> Session:
        """Write the row of the next version; RuntimeError where another one was written since it was read."""
        saved = replace(session, version=session.version + 1)
        is_read_version = (sessions.c.session_id == session.session_id) & (sessions.c.version == session.version)
        written = self._connection.execute(sa.update(sessions).where(is_read_version).values(row_of(saved)))
        if written.rowcount != 1:
            raise RuntimeError(f"session {session.session_id} was changed without its lock")
        return saved

    def between(self, from_at: datetime, until_at: datetime, whose: SessionFilter) -> list[Session]:
        """Sessions that start in [from_at, until_at), latest last."""
        in_time = (sessions.c.starts_at >= from_at) & (sessions.c.starts_at < until_at)
        chosen = sa.select(sessions).where(in_time, *_whose(whose))
        return self._all(chosen.order_by(sessions.c.starts_at, sessions.c.session_id))

    def awaiting_debrief(self, whose: SessionFilter) -> list[Session]:
        """Closed sessions without a debrief, oldest first."""
        waiting = (sessions.c.state == "closed") & sessions.c.debriefed_at.is_(None)
        chosen = sa.select(sessions).where(waiting, *_whose(whose))
        return self._all(chosen.order_by(sessions.c.closed_at, sessions.c.session_id))

    def keep_consent(self, client_id: UUID, consent: Consent) -> None:
        """Remember what the client consents to, who before that has consented to nothing; erasure is final."""
        self._take_turns(client_id)
        kept = insert(clients).values(client_id=client_id, consent=consent)
        self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[clients.c.client_id],
                set_={"consent": kept.excluded.consent},
                where=clients.c.consent != "erased",
            )
        )

    def is_erased(self, client_id: UUID) -> bool:
        """Whether the client is forgotten; an erasure in progress is waited for, and another waits for us."""
        self._take_turns(client_id)
        asked = sa.select(clients.c.consent).where(clients.c.client_id == client_id)
        return self._connection.scalar(asked) == "erased"

    def forget(self, client_id: UUID) -> None:
        """Blank all that the tables classify as the client's."""
        erase(client_id, self._connection)

    def _take_turns(self, client_id: UUID) -> None:
        # A session that is being opened is no row yet that an erasure could wait for.
        self._connection.execute(_TAKE_TURNS, {"client": str(client_id)})

    def _one(self, chosen: sa.Select[sa.Row[tuple[object, ...]]]) -> Session | None:
        row = self._connection.execute(chosen).mappings().one_or_none()
        return None if row is None else session_of(row, self._consent(row))

    def _all(self, chosen: sa.Select[sa.Row[tuple[object, ...]]]) -> list[Session]:
        # Lists show nothing that consent decides on, so they do not ask for it row by row.
        return [session_of(row, "unknown") for row in self._connection.execute(chosen).mappings()]

    def _consent(self, row: RowMapping) -> Consent:
        # Asked after the session's lock is held, never joined: a join would answer as of before the wait.
        asked = sa.select(clients.c.consent).where(clients.c.client_id == row["client_id"])
        consent: Consent | None = self._connection.scalar(asked)
        return consent or "unknown"  # nothing was heard of it: that is no consent


def _whose(whose: SessionFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if whose.student_id is not None:
        conditions.append(sessions.c.student_ids.contains([whose.student_id]))
    if whose.lecturer_id is not None:
        conditions.append(sessions.c.lecturer_id == whose.lecturer_id)
    if whose.client_id is not None:
        conditions.append(sessions.c.client_id == whose.client_id)
    return conditions
