"""Who may see and fill in what: the session's client, students and lecturer, and nobody else."""

from __future__ import annotations

from uuid import UUID

from services.assessment.application import refusals
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import SessionParticipants
from services.assessment.domain.instrument import Instrument
from shared.contracts.actor import Actor, Role
from shared.refusal import Refusal


def may_see(uow: UnitOfWork, conversation: SessionParticipants) -> bool:
    """Whether the actor belongs to the session: its people, and its client by the link of this very appointment."""
    match uow.actor.role:
        case Role.CLIENT:
            is_theirs = uow.actor.id == conversation.client_id
            return is_theirs and uow.actor.appointment_id == conversation.session_id and _is_known(uow, conversation)
        case Role.STUDENT:
            return uow.actor.id in conversation.student_ids
        case Role.LECTURER:
            return uow.actor.id == conversation.lecturer_id
        case _:
            return False


def _is_known(uow: UnitOfWork, conversation: SessionParticipants) -> bool:
    return uow.standings.of(conversation.client_id).erased_at is None  # an erased client's links open nothing


def require_taking_part(actor: Actor) -> None:
    """Refuse the roles that no session has: answers are not theirs to read."""
    if actor.role not in (Role.CLIENT, Role.STUDENT, Role.LECTURER):
        raise refusals.role_may_not()


def own(uow: UnitOfWork, conversation: SessionParticipants | None) -> SessionParticipants:
    """The session, which the actor belongs to; refused as unknown to everyone else."""
    require_taking_part(uow.actor)
    if conversation is None or not may_see(uow, conversation):
        raise refusals.session_not_found()
    uow.receipts.concerns(conversation.client_id)
    return conversation


def why_closed(uow: UnitOfWork, conversation: SessionParticipants) -> Refusal | None:
    """Why nothing more is kept: the client wants it so, or the session is cancelled. None while answers are kept."""
    standing = uow.standings.of(conversation.client_id)
    if standing.erased_at is not None:
        return refusals.client_erased()
    if standing.is_withdrawn:
        return refusals.consent_withdrawn()
    if standing.given_at is None:
        return refusals.consent_unknown()
    return refusals.not_held() if conversation.is_cancelled else None


def require_open(uow: UnitOfWork, conversation: SessionParticipants) -> None:
    """Refuse a change once nothing more is kept."""
    refusal = why_closed(uow, conversation)
    if refusal is not None:
        raise refusal


def held_to_change(uow: UnitOfWork, assessment_id: UUID) -> tuple[Assessment, Instrument]:
    """The actor's own assessment, held for a change that is allowed, and its form."""
    require_taking_part(uow.actor)
    assessment = uow.answers.get_for_update(assessment_id)
    conversation = uow.conversations.find(assessment.session_id) if assessment else None
    if assessment is None or conversation is None or not may_see(uow, conversation):
        raise refusals.assessment_not_found()
    uow.receipts.concerns(conversation.client_id)
    require_open(uow, conversation)
    return assessment, form_of(uow, assessment)


def form_of(uow: UnitOfWork, assessment: Assessment) -> Instrument:
    """The version of the instrument that the assessment was begun with."""
    instrument = uow.catalogue.find(assessment.instrument, assessment.instrument_version)
    if instrument is None:
        raise refusals.instrument_missing(assessment.instrument, assessment.instrument_version)
    return instrument
