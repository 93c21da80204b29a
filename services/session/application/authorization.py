"""Who may do what with a session, and when it may be changed."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.session.application import refusals
from services.session.application.ports import SessionFilter
from services.session.application.unit_of_work import UnitOfWork
from services.session.domain.session import Session
from shared.contracts.actor import Actor, Role

ParticipantRole = Literal["client", "student", "lecturer", "coordinator"]


def part_in(session: Session, actor: Actor) -> ParticipantRole | None:
    """What the caller is to this session: one of its people, a coordinator of all, or nobody."""
    match actor.role:
        case Role.COORDINATOR | Role.SYSTEM:
            return "coordinator"
        case Role.STUDENT if actor.id in session.meeting.student_ids:
            return "student"
        case Role.LECTURER if actor.id == session.meeting.lecturer_id:
            return "lecturer"
        case Role.CLIENT if actor.id == session.client_id and _came_by_its_link(session, actor):
            return "client"
        case _:
            return None


def _came_by_its_link(session: Session, actor: Actor) -> bool:
    # A private link opens its own appointment's session, and of an erased client none.
    return actor.appointment_id == session.session_id and session.consent != "erased"


def taken_up(uow: UnitOfWork, session_id: UUID, *parts: ParticipantRole) -> tuple[Session, ParticipantRole]:
    """The session, locked for a change by someone in one of these parts in it."""
    session, part = _permitted(uow.sessions.get_for_update(session_id), uow.actor, parts)
    uow.receipts.concerns(session.client_id)
    return session, part


def looked_at(uow: UnitOfWork, session_id: UUID, *parts: ParticipantRole) -> tuple[Session, ParticipantRole]:
    """The session, for someone in one of these parts in it to see."""
    return _permitted(uow.sessions.find(session_id), uow.actor, parts)


def own(actor: Actor, client_id: UUID | None = None) -> SessionFilter:
    """The sessions that the caller may have listed: a coordinator all, students and lecturers their own."""
    match actor.role:
        case Role.COORDINATOR | Role.SYSTEM:
            return SessionFilter(client_id=client_id)
        case Role.STUDENT if actor.id:
            return SessionFilter(student_id=actor.id, client_id=client_id)
        case Role.LECTURER if actor.id:
            return SessionFilter(lecturer_id=actor.id, client_id=client_id)
        case _:
            raise refusals.role_may_not()


def must_be_open(session: Session) -> None:
    """Refuses unless the conversation is still to come or going on."""
    if session.state == "closed":
        raise refusals.already_closed()
    if not session.is_open:
        raise refusals.not_held(session.state)


def must_be_under_way(session: Session) -> None:
    """Refuses unless the conversation is going on."""
    must_be_open(session)
    if session.state != "under_way":
        raise refusals.not_under_way(session.state)


def must_consent(session: Session) -> None:
    """Refuses unless the client lets be recorded what they tell; a consent not heard of yet is none."""
    match session.consent:
        case "erased":
            raise refusals.client_erased()
        case "withdrawn":
            raise refusals.consent_withdrawn()
        case "unknown":
            raise refusals.consent_unknown()


def _permitted(
    session: Session | None, actor: Actor, parts: tuple[ParticipantRole, ...]
) -> tuple[Session, ParticipantRole]:
    part = part_in(session, actor) if session else None
    if session is None or part is None:
        raise refusals.session_not_found()
    if part not in parts:
        raise refusals.role_may_not()
    return session, part
