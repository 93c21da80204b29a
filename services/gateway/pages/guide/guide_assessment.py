"""The step of the self-assessment: opened for the client, followed as it is filled in, then talked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from services.gateway.pages.guide.step_frame import NoteShown, Talk, step_page, talk
from services.gateway.web.forms import FormState, submit
from services.gateway.web.fragments import fragment, fragment_only
from services.gateway.web.guards import staff_only
from services.gateway.web.language import language
from services.gateway.web.links import self_fill
from services.gateway.web.rendering import see_other
from services.gateway.web.service_client import ask
from shared.contracts.actor import Role
from shared.contracts.requests import assessment as requests
from shared.contracts.requests.booking import Client
from shared.contracts.vocabulary import Phase

blueprint = Blueprint("guide_assessment", __name__)


def show(shown: Talk, sent: FormState | None, note: NoteShown | None) -> Response:
    """The step, by how far the client is."""
    begun = _assessment(shown.session_id)
    client = ask(Client(shown.session.client_id))
    instruments = [] if begun or not shown.is_open else ask(requests.Instruments(language()))
    result = _result(begun) if begun else {}
    return step_page(
        "guide/self_assessment.html",
        shown,
        sent,
        note=note,
        begun=begun,
        answered=_answered(begun) if begun else None,
        chosen=_chosen(sent, begun),
        instruments=instruments,
        instrument_choices=[(each.instrument, each.title, each.introduction) for each in instruments],
        spoken=client.language.value,
        link=self_fill(shown.session_id) if shown.is_open and begun else None,
        **result,
    )


@blueprint.post("/sessions/<uuid:session_id>/self_assessment/start")
@staff_only(Role.STUDENT, Role.LECTURER)
def start(session_id: UUID) -> Response:
    """Open the instrument for the client."""
    return _after(submit(requests.StartAssessment, session_id=session_id), session_id, "assessment_started")


@blueprint.post("/sessions/<uuid:session_id>/self_assessment/complete")
@staff_only(Role.STUDENT, Role.LECTURER)
def complete(session_id: UUID) -> Response:
    """Mark the form finished."""
    return _after(submit(requests.CompleteAssessment), session_id, "assessment_finished")


@blueprint.post("/sessions/<uuid:session_id>/self_assessment/targets")
@staff_only(Role.STUDENT, Role.LECTURER)
def choose(session_id: UUID) -> Response:
    """Keep what the client wants to change."""
    sent = submit(requests.ChooseChangeTargets, items=request.form.getlist("items"))
    return _after(sent, session_id, "change_targets_saved")


@blueprint.get("/sessions/<uuid:session_id>/self_assessment/progress")
@fragment_only
def progress(session_id: UUID) -> Response:
    """How far the client is, for the open page."""
    begun = _assessment(session_id)
    return fragment("guide/progress.html", session_id=session_id, begun=begun, answered=begun and _answered(begun))


def _after(sent: FormState, session_id: UUID, said: str) -> Response:
    if not sent.is_done:
        return show(talk(session_id, Phase.SELF_ASSESSMENT), sent, None)
    return see_other("guide.step", said=said, session_id=session_id, phase=Phase.SELF_ASSESSMENT.value)


def _assessment(session_id: UUID) -> requests.AssessmentView | None:
    found: list[requests.AssessmentView] = ask(requests.AssessmentsOf(session_id))
    return found[-1] if found else None


def _answered(begun: requests.AssessmentView) -> tuple[int, int]:
    of = sum(len(section.items) for section in begun.form.sections)
    return of - len(begun.missing), of


def _chosen(sent: FormState | None, begun: requests.AssessmentView | None) -> Sequence[str]:
    if sent and "items" in sent.given:
        chosen: Sequence[str] = sent.given["items"]
        return chosen
    return begun.change_targets if begun else ()


def _result(begun: requests.AssessmentView) -> Mapping[str, Any]:
    """The answers in words: the gaps largest first, all of them in the form's order, and what may be chosen."""
    form = begun.form
    texts = {item.item: item.text for section in form.sections for item in section.items}
    competence = {step.value: step.label for step in form.competence_scale}
    importance = {step.value: step.label for step in form.importance_scale}

    def row(answer: requests.AnswerView) -> list[str]:
        rated = competence.get(answer.competence or 0, ""), importance.get(answer.importance or 0, "")
        return [texts.get(answer.item, answer.item), *rated]

    apart = [gap.item for gap in begun.gaps]
    return {
        "texts": texts,
        "gap_rows": [row(gap) for gap in begun.gaps],
        "all_rows": [row(answer) for answer in begun.answers],
        "choices": [(item, texts[item]) for item in [*apart, *(item for item in texts if item not in apart)]],
    }
