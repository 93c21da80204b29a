"""Who may see and fill in what: the session's client, students and lecturer, and nobody else."""

from __future__ import annotations

from uuid import UUID

from services.assessment.application import refusals
from services.assessment.application.ports import Desk
from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import Conversation
from services.assessment.domain.instrument import Instrument
from shared.contracts.actor import Actor, Role
from shared.refusal import Refusal


def may_see(desk: Desk, conversation: Conversation) -> bool:
    """Whether the actor belongs to the session: its people, and its client by the link of this very appointment."""
    match desk.actor.role:
        case Role.CLIENT:
            is_theirs = desk.actor.id == conversation.client_id
            return is_theirs and desk.actor.appointment_id == conversation.session_id and _is_known(desk, conversation)
        case Role.STUDENT:
            return desk.actor.id in conversation.student_ids
        case Role.LECTURER:
            return desk.actor.id == conversation.lecturer_id
        case _:
            return False


def _is_known(desk: Desk, conversation: Conversation) -> bool:
    return desk.standings.of(conversation.client_id).erased_at is None  # an erased client's links open nothing


def require_taking_part(actor: Actor) -> None:
    """Refuse the roles that no session has: answers are not theirs to read."""
    if actor.role not in (Role.CLIENT, Role.STUDENT, Role.LECTURER):
        raise refusals.role_may_not()


def own(desk: Desk, conversation: Conversation | None) -> Conversation:
    """The session, which the actor belongs to; refused as unknown to everyone else."""
    require_taking_part(desk.actor)
    if conversation is None or not may_see(desk, conversation):
        raise refusals.session_not_found()
    desk.receipts.concerns(conversation.client_id)
    return conversation


def why_closed(desk: Desk, conversation: Conversation) -> Refusal | None:
    """Why nothing more is kept: the client wants it so, or the session is cancelled. None while answers are kept."""
    standing = desk.standings.of(conversation.client_id)
    if standing.erased_at is not None:
        return refusals.client_erased()
    if standing.is_withdrawn:
        return refusals.consent_withdrawn()
    if standing.given_at is None:
        return refusals.consent_unknown()
    return refusals.not_held() if conversation.is_cancelled else None


def require_open(desk: Desk, conversation: Conversation) -> None:
    """Refuse a change once nothing more is kept."""
    refusal = why_closed(desk, conversation)
    if refusal is not None:
        raise refusal


def held_to_change(desk: Desk, assessment_id: UUID) -> tuple[Assessment, Instrument]:
    """The actor's own assessment, held for a change that is allowed, and its form."""
    require_taking_part(desk.actor)
    assessment = desk.answers.hold(assessment_id)
    conversation = desk.conversations.find(assessment.session_id) if assessment else None
    if assessment is None or conversation is None or not may_see(desk, conversation):
        raise refusals.assessment_not_found()
    desk.receipts.concerns(conversation.client_id)
    require_open(desk, conversation)
    return assessment, form_of(desk, assessment)


def form_of(desk: Desk, assessment: Assessment) -> Instrument:
    """The version of the instrument that the assessment was begun with."""
    instrument = desk.shelf.find(assessment.instrument, assessment.instrument_version)
    if instrument is None:
        raise refusals.instrument_missing(assessment.instrument, assessment.instrument_version)
    return instrument
