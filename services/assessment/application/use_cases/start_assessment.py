"""Open an instrument for the session's client."""

from __future__ import annotations

from uuid import uuid4

from services.assessment.application import refusals
from services.assessment.application.authorization import form_of, own, require_open, why_closed
from services.assessment.application.unit_of_work import UnitOfWork
from services.assessment.application.views import assessment_view
from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import SessionParticipants
from services.assessment.domain.instrument import Instrument
from shared.contracts.events.assessment import AssessmentStarted
from shared.contracts.requests.assessment import AssessmentView, StartAssessment
from shared.contracts.vocabulary import Language


def start_assessment(ask: StartAssessment, uow: UnitOfWork) -> AssessmentView:
    """A new assessment, or the one of this instrument that the session already has.

    The language of an open one follows the request until the first answer, and stays from then on.
    """
    conversation = own(uow, uow.conversations.get_for_update(ask.session_id))
    for existing in uow.answers.of_session(conversation.session_id):
        if existing.instrument == ask.instrument:
            return _again(existing, ask.language, conversation, uow)
    require_open(uow, conversation)
    instrument = uow.catalogue.newest(ask.instrument)
    if instrument is None:
        raise refusals.unknown_instrument(ask.instrument)
    return assessment_view(_begin(instrument, ask.language, conversation, uow), instrument)


def _again(
    existing: Assessment, wanted: Language, conversation: SessionParticipants, uow: UnitOfWork
) -> AssessmentView:
    held = uow.answers.get_for_update(existing.assessment_id) or existing
    form = form_of(uow, held)
    if held.may_change_language and why_closed(uow, conversation) is None:
        turned = held.in_language(form.language_for(wanted))
        uow.answers.save(turned)
        return assessment_view(turned, form)
    return assessment_view(held, form)


def _begin(instrument: Instrument, wanted: Language, conversation: SessionParticipants, uow: UnitOfWork) -> Assessment:
    assessment = Assessment(
        assessment_id=uuid4(),
        session_id=conversation.session_id,
        client_id=conversation.client_id,
        instrument=instrument.code,
        instrument_version=instrument.version,
        language=instrument.language_for(wanted),
        started_at=uow.now,
    )
    uow.answers.add(assessment)
    uow.events.emit(
        AssessmentStarted(
            assessment_id=assessment.assessment_id,
            session_id=assessment.session_id,
            client_id=assessment.client_id,
            instrument=assessment.instrument,
            instrument_version=assessment.instrument_version,
            language=assessment.language,
            started_at=assessment.started_at,
        )
    )
    return assessment
