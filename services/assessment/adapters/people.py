"""Who belongs to which session and what clients allow, in PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.assessment.adapters.tables import conversations, standings
from services.assessment.domain.conversation import Conversation, Standing


class SqlConversations:
    """The sessions' people, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find(self, session_id: UUID) -> Conversation | None:
        """The session's people; None when no booking of it was heard."""
        return self._one(_by_id(session_id))

    def hold(self, session_id: UUID) -> Conversation | None:
        """The same, locked until the transaction ends."""
        return self._one(_by_id(session_id).with_for_update())

    def keep(self, conversation: Conversation) -> None:
        """Remember the people; a cancellation that is already known stays."""
        people = {
            "client_id": conversation.client_id,
            "student_ids": list(conversation.student_ids),
            "lecturer_id": conversation.lecturer_id,
        }
        row = insert(conversations).values(session_id=conversation.session_id, **people)
        self._connection.execute(row.on_conflict_do_update(index_elements=["session_id"], set_=people))

    def cancel(self, session_id: UUID) -> None:
        """Remember that the session will not take place."""
        chosen = conversations.c.session_id == session_id
        self._connection.execute(sa.update(conversations).where(chosen).values(is_cancelled=True))

    def hold_all_of(self, client_id: UUID) -> None:
        """Lock every session of the client, always in the same order."""
        chosen = sa.select(conversations.c.session_id).where(conversations.c.client_id == client_id)
        self._connection.execute(chosen.order_by(conversations.c.session_id).with_for_update()).all()

    def _one(self, query: sa.Select[tuple[object, ...]]) -> Conversation | None:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return Conversation(
            session_id=row["session_id"],
            client_id=row["client_id"],
            student_ids=tuple(row["student_ids"]),
            lecturer_id=row["lecturer_id"],
            is_cancelled=row["is_cancelled"],
        )


class SqlStandings:
    """The clients' standings, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of(self, client_id: UUID) -> Standing:
        """The client's standing; one who has said nothing has withdrawn nothing."""
        query = sa.select(standings).where(standings.c.client_id == client_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return Standing(client_id) if row is None else Standing(client_id, row["withdrawn_at"], row["erased_at"])

    def keep(self, standing: Standing) -> None:
        """Remember the standing."""
        said = {"withdrawn_at": standing.withdrawn_at, "erased_at": standing.erased_at}
        row = insert(standings).values(client_id=standing.client_id, **said)
        self._connection.execute(row.on_conflict_do_update(index_elements=["client_id"], set_=said))


def _by_id(session_id: UUID) -> sa.Select[tuple[object, ...]]:
    return sa.select(conversations).where(conversations.c.session_id == session_id)
