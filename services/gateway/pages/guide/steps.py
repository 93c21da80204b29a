"""The conversation guide: before it begins, its eight steps one page each, and the notes on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.guide import (
    closing,
    conflict,
    guide_assessment,
    guide_goals,
    guide_stress,
    guide_synthesis,
    guide_time_use,
)
from services.gateway.pages.guide.acute import acute_band, client_phone
from services.gateway.pages.guide.step_frame import (
    PHASE,
    STEPS,
    NoteShown,
    Talk,
    base_version,
    first_open,
    step_page,
    step_url,
    talk,
)
from services.gateway.web.app_context import app_context
from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, saved, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask_many
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.requests.booking import Appointment
from shared.contracts.vocabulary import CONSENT_VERSION, Phase

blueprint = Blueprint("guide", __name__)

_SHOWS: Mapping[Phase, Callable[[Talk, FormState | None, NoteShown | None], Response]] = {
    Phase.STRESS: guide_stress.show,
    Phase.TIME_USE: guide_time_use.show,
    Phase.SELF_ASSESSMENT: guide_assessment.show,
    Phase.SYNTHESIS: guide_synthesis.show,
    Phase.CONCLUSIONS: guide_goals.show,
    Phase.CLOSING: closing.show,
}
_ELSEWHERE = ("cancelled", "no_show")


@blueprint.get("/sessions/<uuid:session_id>")
@staff_only()
def page(session_id: UUID, sent: FormState | None = None) -> Response:
    """Where the conversation is: before its beginning, at its first open step, or at its summary."""
    found, appointment = ask_many(requests.Session(session_id), Appointment(session_id))
    if found.state in _ELSEWHERE or caller().actor.role is Role.COORDINATOR:
        return redirect(url_for("appointments.page", appointment_id=session_id), 303)
    if found.state == "closed":
        return redirect(url_for("debrief.summary", session_id=session_id), 303)
    if found.state == "under_way":
        return redirect(step_url(session_id, first_open(found)), 303)
    shown = {"session": found, "appointment": appointment, "steps": STEPS, "consent_version": CONSENT_VERSION}
    return render("guide/start.html", sent, band=acute_band(found), client_phone=client_phone(found), **shown)


@blueprint.post("/sessions/<uuid:session_id>/start")
@staff_only(Role.STUDENT, Role.LECTURER)
def start(session_id: UUID) -> Response:
    """The conversation begins; on another day than its own only once somebody has said that it does."""
    if request.form.get("sure") != "yes":
        found, appointment = ask_many(requests.Session(session_id), Appointment(session_id))
        if found.state == "planned" and _day(found.starts_at) != _day(app_context().clock.now()):
            is_past = found.starts_at < app_context().clock.now()
            return render("guide/other_day.html", session=found, appointment=appointment, is_past=is_past)
    sent = submit(requests.StartSession, session_id=session_id)
    if not sent.is_done:
        return page(session_id=session_id, sent=sent)
    return see_other("guide.step", said="session_started", session_id=session_id, phase=first_open(sent.reply).value)


@blueprint.post("/sessions/<uuid:session_id>/undo-start")
@staff_only(Role.STUDENT, Role.LECTURER)
def undo_start(session_id: UUID) -> Response:
    """The conversation was started by mistake."""
    sent = submit(requests.UndoStart, session_id=session_id)
    if sent.is_done:
        return see_other("guide.page", said="start_undone", session_id=session_id)
    shown = talk(session_id, Phase.ORIENTATION)
    return show_step(replace(shown, phase=first_open(shown.session)), sent)


@blueprint.get(f"/sessions/<uuid:session_id>/{PHASE}")
@staff_only()
def step(session_id: UUID, phase: str) -> Response:
    """One step; before the beginning and for coordinators there is none."""
    shown = talk(session_id, Phase(phase))
    if shown.session.state not in ("under_way", "closed") or caller().actor.role is Role.COORDINATOR:
        return redirect(url_for("guide.page", session_id=session_id), 303)
    return show_step(shown)


@blueprint.post(f"/sessions/<uuid:session_id>/{PHASE}/done")
@staff_only(Role.STUDENT, Role.LECTURER)
def mark(session_id: UUID, phase: str) -> Response:
    """Mark the step done and go on to the next, or open again and stay."""
    is_done = request.form.get("is_done") == "yes"
    sent = submit(requests.MarkPhase, session_id=session_id, phase=phase, is_done=is_done)
    shown = talk(session_id, Phase(phase))
    if not sent.is_done:
        return show_step(shown, sent)
    return redirect(step_url(session_id, (shown.following if is_done else None) or shown.phase), 303)


@blueprint.post(f"/sessions/<uuid:session_id>/{PHASE}/note")
@staff_only(Role.STUDENT, Role.LECTURER)
def note(session_id: UUID, phase: str) -> Response:
    """Keep the note; over a colleague's newer one both are shown until somebody chooses, and nothing is lost."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    sent = _write_note(session_id, Phase(phase), text)
    if "X-Autosave" in request.headers:
        if conflict.is_conflict(sent):
            return conflict.told_to_script(_theirs(talk(session_id, Phase(phase))))
        return saved(sent, version=sent.reply.note_version if sent.is_done else None)
    if sent.is_done:
        said = "theirs_taken" if conflict.choice() == "theirs" else "note_saved"
        return see_other("guide.step", said=said, session_id=session_id, phase=phase)
    shown = talk(session_id, Phase(phase))
    problem = sent.problem and replace(sent.problem, errors=[replace(each, field="notes") for each in sent.faults])
    unsaved = NoteShown(text, base_version(), _theirs(shown) if conflict.is_conflict(sent) else None)
    return show_step(shown, FormState(problem=problem, inputs=frozenset({"notes"})), unsaved)


def _write_note(session_id: UUID, phase: Phase, mine: str) -> FormState:
    how, text = conflict.choice(), mine
    if how is not None:
        kept = talk(session_id, phase).here
        if how == "theirs" and kept.note_version != conflict.version_in("theirs_version"):
            return conflict.changed_again("note_changed", kept.note_version)
        text = {"mine": mine, "theirs": kept.note, "both": conflict.texts_together(kept.note, mine)}[how]
    fields = {"session_id": session_id, "phase": phase.value, "text": text, **conflict.written_over()}
    return submit(requests.WriteNote, **fields)


def _theirs(shown: Talk) -> conflict.Theirs:
    kept = shown.here
    return conflict.Theirs(kept.note_version, {"text": kept.note}, kept.noted_at, kept.noted_by)


def _day(instant: datetime) -> date:
    return app_context().dates.local_date(instant)


def show_step(shown: Talk, sent: FormState | None = None, note: NoteShown | None = None) -> Response:
    """The page of a step."""
    show = _SHOWS.get(shown.phase)
    return show(shown, sent, note) if show else step_page("guide/step.html", shown, sent, note=note)
