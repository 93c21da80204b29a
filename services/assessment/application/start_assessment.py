"""Open an instrument for the session's client."""

from __future__ import annotations

from uuid import uuid4

from services.assessment.application import refusals
from services.assessment.application.access import form_of, own, require_open, why_closed
from services.assessment.application.ports import Desk
from services.assessment.application.views import assessment_view
from services.assessment.domain.assessment import Assessment
from services.assessment.domain.conversation import Conversation
from services.assessment.domain.instrument import Instrument
from shared.contracts.events.assessment import AssessmentStarted
from shared.contracts.requests.assessment import AssessmentView, StartAssessment
from shared.contracts.vocabulary import Language


def start_assessment(ask: StartAssessment, desk: Desk) -> AssessmentView:
    """A new assessment, or the one of this instrument that the session already has.

    The language of an open one follows the request until the first answer, and stays from then on.
    """
    conversation = own(desk, desk.conversations.hold(ask.session_id))
    for existing in desk.answers.of_session(conversation.session_id):
        if existing.instrument == ask.instrument:
            return _again(existing, ask.language, conversation, desk)
    require_open(desk, conversation)
    instrument = desk.shelf.newest(ask.instrument)
    if instrument is None:
        raise refusals.unknown_instrument(ask.instrument)
    return assessment_view(_begin(instrument, ask.language, conversation, desk), instrument)


def _again(existing: Assessment, wanted: Language, conversation: Conversation, desk: Desk) -> AssessmentView:
    held = desk.answers.hold(existing.assessment_id) or existing
    form = form_of(desk, held)
    if held.may_change_language and why_closed(desk, conversation) is None:
        turned = held.in_language(form.language_for(wanted))
        desk.answers.keep(turned)
        return assessment_view(turned, form)
    return assessment_view(held, form)


def _begin(instrument: Instrument, wanted: Language, conversation: Conversation, desk: Desk) -> Assessment:
    assessment = Assessment(
        assessment_id=uuid4(),
        session_id=conversation.session_id,
        client_id=conversation.client_id,
        instrument=instrument.code,
        instrument_version=instrument.version,
        language=instrument.language_for(wanted),
        started_at=desk.now,
    )
    desk.answers.add(assessment)
    desk.events.emit(
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
