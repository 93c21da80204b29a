"""After the conversation: the client's summary as staff see it, and the lecturer's debrief with the students."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.guide.acute import follow_up_words
from services.gateway.web.caller import caller
from services.gateway.web.forms import FormState, blank, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.language import t
from services.gateway.web.rendering import render, see_other
from services.gateway.web.service_client import ask, ask_many
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.requests.assessment import AssessmentsOf
from shared.contracts.requests.booking import Appointment

blueprint = Blueprint("debrief", __name__)


@blueprint.get("/sessions/<uuid:session_id>/summary")
@staff_only()
def summary(session_id: UUID) -> Response:
    """What the client may read and keep; coordinators have the appointment's page instead."""
    if caller().actor.role is Role.COORDINATOR:
        return redirect(url_for("appointments.page", appointment_id=session_id), 303)
    told, session, appointment = ask_many(
        requests.Summary(session_id), requests.Session(session_id), Appointment(session_id)
    )
    circles = {circle.kind.value: circle for circle in told.circles}
    return render(
        "debrief/summary.html",
        summary=told,
        session=session,
        appointment=appointment,
        circles=circles,
        goals=[{"goal": goal.text, "actions": goal.actions} for goal in told.goals],
        recommended=[_recommended(each) for each in told.recommendations],
        targets=_targets(session_id) if told.state == "closed" else [],
        follow_up=follow_up_words(session.follow_up),
    )


@blueprint.get("/sessions/<uuid:session_id>/debrief")
@staff_only(Role.LECTURER, Role.STUDENT)
def page(session_id: UUID, sent: FormState | None = None) -> Response:
    """The debrief: to be recorded by the lecturer, to be read by the students."""
    session, appointment = ask_many(requests.Session(session_id), Appointment(session_id))
    may_record = session.lecturer_id == caller().actor.id and session.state == "closed" and session.debrief is None
    return render("debrief/page.html", sent, session=session, appointment=appointment, may_record=may_record)


@blueprint.post("/sessions/<uuid:session_id>/debrief")
@staff_only(Role.LECTURER)
def complete(session_id: UUID) -> Response:
    """Ask once more, for it is recorded for good; then record that the debrief was held."""
    if request.form.get("go") == "back":
        return page(session_id=session_id, sent=blank(notes=request.form.get("notes", "")))
    if request.form.get("sure") != "yes":
        return _ask(session_id)
    sent = submit(requests.CompleteDebrief, session_id=session_id)
    if not sent.is_done:
        return page(session_id=session_id, sent=sent)
    return see_other("debrief.page", said="debrief_completed", session_id=session_id)


def _ask(session_id: UUID) -> Response:
    """The question before recording: with what was written, or that nothing was."""
    session, appointment = ask_many(requests.Session(session_id), Appointment(session_id))
    if session.lecturer_id != caller().actor.id or session.state != "closed" or session.debrief is not None:
        return page(session_id=session_id)
    return render("debrief/sure.html", session=session, appointment=appointment, notes=request.form.get("notes", ""))


def _recommended(each: requests.Recommendation) -> str:
    service = t(f"service.{each.service}")
    return f"{service}: {each.note}" if each.note else service


def _targets(session_id: UUID) -> list[str]:
    found = ask(AssessmentsOf(session_id))
    texts = {item.item: item.text for each in found for section in each.form.sections for item in section.items}
    return [texts[item] for each in found for item in each.change_targets if item in texts]
