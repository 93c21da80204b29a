"""In the guide, while the client has not consented: record a consent that was given, or call the lecturer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from services.gateway.pages.guide import steps
from services.gateway.pages.guide.step_frame import PHASE, first_open, step_url, talk
from services.gateway.web.forms import submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import see_other
from services.gateway.web.service_client import ask_many
from shared.contracts.actor import Role
from shared.contracts.requests import booking, session
from shared.contracts.vocabulary import Phase

blueprint = Blueprint("guide_consent", __name__)


@blueprint.post("/sessions/<uuid:session_id>/consent")
@staff_only(Role.STUDENT, Role.LECTURER)
def record(session_id: UUID) -> Response:
    """Keep the consent that the client gave on paper or aloud, and go on where the conversation is."""
    found, appointment = ask_many(session.Session(session_id), booking.Appointment(session_id))
    sent = submit(booking.RecordConsent, client_id=appointment.client_id)
    if sent.is_done and found.state == "under_way":
        phase = first_open(found).value
        return see_other("guide.step", said="consent_recorded", session_id=session_id, phase=phase)
    if sent.is_done:
        return see_other("guide.page", said="consent_recorded", session_id=session_id)
    if found.state == "under_way":
        return steps.show_step(talk(session_id, first_open(found)), sent)
    return steps.page(session_id=session_id, sent=sent)


@blueprint.post(f"/sessions/<uuid:session_id>/{PHASE}/call-lecturer")
@staff_only(Role.STUDENT, Role.LECTURER)
def call(session_id: UUID, phase: str) -> Response:
    """Call the lecturer; nothing of the client is recorded."""
    sent = submit(session.CallLecturer, session_id=session_id)
    if not sent.is_done:
        return steps.show_step(talk(session_id, Phase(phase)), sent)
    return redirect(step_url(session_id, Phase(phase)), 303)
