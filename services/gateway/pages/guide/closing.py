"""The last step: a second appointment or another service, and the end of the conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.application.refusals import follow_up_unanswered
from services.gateway.pages.guide.acute import follow_up_words
from services.gateway.pages.guide.closing_review import review, was_reviewed
from services.gateway.pages.guide.step_frame import NoteShown, Talk, step_page, talk
from services.gateway.web.field_errors import FieldError
from services.gateway.web.forms import FormState, blank, submit_by
from services.gateway.web.guards import staff_only
from services.gateway.web.problems import problem_of
from services.gateway.web.rendering import see_other
from services.gateway.web.service_client import command
from shared.contracts.actor import Role
from shared.contracts.requests.session import CloseSession, SessionView
from shared.contracts.vocabulary import FollowUpReason, NoFollowUp, Phase, Service

blueprint = Blueprint("closing", __name__)

ROWS = range(3)
FOCUS = (
    Phase.WELLBEING,
    Phase.STRESS,
    Phase.TIME_USE,
    Phase.SELF_ASSESSMENT,
    Phase.SYNTHESIS,
    Phase.CONCLUSIONS,
)
_INPUTS = ("follow_up", "reason", "focus", *(f"{name}_{row}" for name in ("service", "note") for row in ROWS))
_ARRANGED = ("proposed", "waiting", "confirmed")
_WITHOUT = tuple(each.value for each in NoFollowUp)


def show(shown: Talk, sent: FormState | None, note: NoteShown | None) -> Response:
    """The step with the form that ends the conversation."""
    form = sent if sent and "follow_up" in sent.given else blank(**_suggested(shown.session))
    given = {"focus": [], **form.given}
    arranged = shown.session.follow_up
    return step_page(
        "guide/closing.html",
        shown,
        sent,
        note=note,
        form_given=given,
        rows=ROWS,
        reasons=tuple(FollowUpReason),
        focuses=FOCUS,
        services=tuple(Service),
        arranged=follow_up_words(arranged) if arranged and arranged.state in _ARRANGED else "",
        told=follow_up_words(arranged),
        decisions=_decisions(shown.session),
    )


@blueprint.post("/sessions/<uuid:session_id>/close")
@staff_only(Role.STUDENT, Role.LECTURER)
def close(session_id: UUID) -> Response:
    """Show what it would be closed with, and end it once somebody has said that it is so."""
    rows = [row for row in ROWS if _typed(f"service_{row}") or _typed(f"note_{row}")]
    told: dict[str, Any] = {"recommendations": [dict(_recommendation(row)) for row in rows]}
    if request.form.get("follow_up") == "yes":
        told["follow_up"] = {"reason": _typed("reason") or None, "focus": request.form.getlist("focus")}
    else:
        told["follow_up"] = None
        told["no_follow_up"] = _without()
    shown = talk(session_id, Phase.CLOSING)
    is_reviewed = was_reviewed(shown.session)
    sent = _checked(shown.session, is_reviewed, told)
    if sent.is_done and is_reviewed:
        return see_other("debrief.summary", said="session_closed", session_id=session_id)
    if sent.is_done and request.form.get("go") != "back":
        return review(shown)
    return show(shown, _as_typed(sent, rows), None)


def _checked(session: SessionView, is_reviewed: bool, told: Mapping[str, Any]) -> FormState:
    """The close itself where it was reviewed, else whether there is anything to mend first."""
    if request.form.get("go") == "back":
        return FormState()
    if request.form.get("follow_up") not in (*_decisions(session), *_WITHOUT):
        return FormState(problem=problem_of(follow_up_unanswered(is_acute=session.is_acute)))
    act = command if is_reviewed else _nothing_yet
    return submit_by(act, CloseSession, session_id=session.session_id, **told)


def _nothing_yet(_: Any, __: str) -> None:
    """The form is in order, and nothing is sent."""


def _suggested(session: SessionView) -> Mapping[str, Any]:
    """What the form says at first: why and on what an acute one goes on. Whether it does, the client decides."""
    arranged = session.follow_up
    done = {each.phase for each in session.phases if each.is_done}
    if arranged and arranged.state in _ARRANGED:
        agreed = {"follow_up": "yes"} if arranged.state == "confirmed" else {}
        return {**agreed, "reason": arranged.reason.value, "focus": [each.value for each in arranged.focus]}
    if session.is_acute:
        focus = [phase.value for phase in FOCUS if phase not in done]
        return {"reason": FollowUpReason.HIGH_STRESS.value, "focus": focus}
    return {}


def _decisions(session: SessionView) -> tuple[str, ...]:
    """What may be chosen: where it is acute, or a time is arranged, who wants none and why is worth a word."""
    if session.is_acute:
        return "yes", NoFollowUp.CLIENT_DECLINED.value, NoFollowUp.UNDECIDED.value
    if session.follow_up and session.follow_up.state in _ARRANGED:
        return "yes", NoFollowUp.CLIENT_DECLINED.value, NoFollowUp.NOT_NEEDED.value
    return "yes", "no"


def _without() -> str | None:
    chosen = request.form.get("follow_up", "")
    return chosen if chosen in _WITHOUT else None


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _recommendation(row: int) -> Iterator[tuple[str, str]]:
    if _typed(f"service_{row}"):
        yield "service", _typed(f"service_{row}")
    yield "note", _typed(f"note_{row}")


def _as_typed(sent: FormState, rows: list[int]) -> FormState:
    """The refused form by the names of its fields, so that each fault stands where it was made."""
    given = {"reason": "", **request.form.to_dict(), "focus": request.form.getlist("focus")}
    given["follow_up"] = request.form.get("follow_up", "")
    problem = sent.problem and replace(sent.problem, errors=[_named(fault, rows) for fault in sent.faults])
    return FormState(given, problem=problem, inputs=frozenset(_INPUTS))


def _named(fault: FieldError, rows: list[int]) -> FieldError:
    match fault.field.split("."):
        case ["recommendations", place, name] if place.isdecimal():
            return replace(fault, field=f"{name}_{rows[int(place)]}")
        case ["follow_up", name, *_]:
            return replace(fault, field=name)
        case _:
            return fault
