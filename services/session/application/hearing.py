"""The session that an event of another service is about."""

from __future__ import annotations

from uuid import UUID

from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.session import Session


class UnknownSession(LookupError):
    """An event tells of a session that has not opened here: it is to be heard again later."""

    def __init__(self, session_id: UUID) -> None:
        super().__init__(f"session {session_id} has not opened here")


def heard_of(session_id: UUID, uow: UnitOfWork) -> Session:
    """The session, locked; raises UnknownSession, so that nothing about it is lost if it opens later."""
    session = uow.sessions.get_for_update(session_id)
    if session is None:
        raise UnknownSession(session_id)
    return session
