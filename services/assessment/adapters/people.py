"""Who belongs to which session and what clients allow, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.assessment.adapters.tables import conversations, standings
from services.assessment.domain.conversation import ClientConsent, SessionParticipants

_INSTANTS = ("withdrawn_at", "erased_at", "given_at")


class SqlConversations:
    """The sessions' people, inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find(self, session_id: UUID) -> SessionParticipants | None:
        """The session's people; None when no booking of it was heard."""
        return self._one(_by_id(session_id))

    def get_for_update(self, session_id: UUID) -> SessionParticipants | None:
        """The same, locked until the transaction ends."""
        return self._one(_by_id(session_id).with_for_update())

    def save(self, conversation: SessionParticipants) -> None:
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

    def unasked(self, most: int) -> Sequence[UUID]:
        """Some clients of whose sessions there is one that booking was not asked about."""
        chosen = sa.select(conversations.c.client_id).where(conversations.c.is_consent_asked.is_(False)).distinct()
        return self._connection.scalars(chosen.order_by(conversations.c.client_id).limit(most)).all()

    def asked(self, client_ids: Sequence[UUID]) -> None:
        """Booking has been asked about these."""
        chosen = conversations.c.client_id.in_(client_ids)
        self._connection.execute(sa.update(conversations).where(chosen).values(is_consent_asked=True))

    def hold_all_of(self, client_id: UUID) -> None:
        """Lock every session of the client, always in the same order."""
        chosen = sa.select(conversations.c.session_id).where(conversations.c.client_id == client_id)
        self._connection.execute(chosen.order_by(conversations.c.session_id).with_for_update()).all()

    def _one(self, query: sa.Select[tuple[object, ...]]) -> SessionParticipants | None:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return SessionParticipants(
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

    def of(self, client_id: UUID) -> ClientConsent:
        """The client's standing; one who has said nothing has consented to nothing."""
        query = sa.select(standings).where(standings.c.client_id == client_id)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return ClientConsent(client_id)
        return ClientConsent(client_id, row["withdrawn_at"], row["erased_at"], row["given_at"])

    def save(self, standing: ClientConsent) -> None:
        """Remember it, and of each instant the latest: who else tells of the client at the same time is not undone."""
        said = {name: getattr(standing, name) for name in _INSTANTS}
        row = insert(standings).values(client_id=standing.client_id, **said)
        latest = {name: sa.func.greatest(standings.c[name], row.excluded[name]) for name in _INSTANTS}
        self._connection.execute(row.on_conflict_do_update(index_elements=["client_id"], set_=latest))


def _by_id(session_id: UUID) -> sa.Select[tuple[object, ...]]:
    return sa.select(conversations).where(conversations.c.session_id == session_id)
