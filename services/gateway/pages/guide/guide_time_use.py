"""The step of the time-use circle: now, before things changed, and the ideal."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.pages.guide.step_frame import NoteShown, Talk, step_page, talk
from services.gateway.web.forms import FormState, submit
from services.gateway.web.guards import staff_only
from services.gateway.web.links import self_fill
from services.gateway.web.rendering import see_other
from shared.contracts.actor import Role
from shared.contracts.requests import session as requests
from shared.contracts.vocabulary import Phase, TimeUseKind

blueprint = Blueprint("guide_time_use", __name__)

MINUTES = ("productive_minutes", "leisure_minutes", "self_care_minutes")
KINDS = (TimeUseKind.CURRENT, TimeUseKind.PREVIOUS, TimeUseKind.IDEAL)


def show(shown: Talk, sent: FormState | None, note: NoteShown | None) -> Response:
    """The circles side by side, and the editor of one of them."""
    circles = {circle.kind.value: circle for circle in shown.session.circles}
    kind = _kind(circles)
    drawn = sent.given if sent and "productive_minutes" in sent.given else circles.get(kind) or circles.get("current")
    link = self_fill(shown.session_id) if shown.is_open else None
    return step_page(
        "guide/time_use.html",
        shown,
        sent,
        note=note,
        circles=circles,
        kinds=KINDS,
        kind=kind,
        drawn=drawn,
        circle_errors={name: words for name, words in sent.error_of.items() if name == "circle"} if sent else {},
        link=link,
    )


@blueprint.post("/sessions/<uuid:session_id>/time_use/circle")
@staff_only(Role.STUDENT, Role.LECTURER)
def record(session_id: UUID) -> Response:
    """Keep one circle."""
    sent = submit(requests.RecordTimeUse, session_id=session_id)
    if not sent.is_done:
        return show(talk(session_id, Phase.TIME_USE), _of_circle(sent), None)
    return see_other("guide.step", said="circle_recorded", session_id=session_id, phase=Phase.TIME_USE.value)


def _of_circle(sent: FormState) -> FormState:
    """The refused form, with what is wrong with its minutes told of the circle that they make."""
    errors = [replace(each, field="circle") if each.field in MINUTES else each for each in sent.faults]
    problem = sent.problem and replace(sent.problem, errors=errors)
    return replace(sent, problem=problem, inputs=frozenset({"circle"}))


def _kind(circles: dict[str, requests.CircleView]) -> str:
    """The circle to draw: the one asked for, else the first that is missing; empty once all are there."""
    wished = request.values.get("kind", "")
    if wished in [kind.value for kind in KINDS]:
        return wished
    return next((kind.value for kind in KINDS if kind.value not in circles), "")
