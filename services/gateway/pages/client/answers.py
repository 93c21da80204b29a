"""From a section's form to answers: only what is new is sent, one command an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import marshmallow as ma
from werkzeug.datastructures import MultiDict

from services.gateway.web.field_errors import field_errors_in
from services.gateway.web.forms import FormState
from services.gateway.web.problems import invalid_input, problem_of
from services.gateway.web.service_client import command
from shared.contracts.requests.assessment import AnswerItem, AssessmentView
from shared.contracts.schema import load
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal

HALVES = ("competence", "importance")


def keep_answers(assessment: AssessmentView, form: MultiDict[str, str]) -> FormState:
    """Send each answer that differs from the kept one; done when all were kept, else the first problem.

    Inputs are named ``competence-<item>`` and ``importance-<item>``; one that is not there leaves its half as it is.
    Which answers are new differs when a form is sent again, so each goes under a key of its own: the same answer
    twice is one answer anyway.
    """
    given = dict(form.items())
    try:
        requests = [load(AnswerItem, answer, strict=True) for answer in _changed(assessment, form)]
        for request in requests:
            command(request, str(uuid4()))
    except ma.ValidationError as error:
        return FormState(given, problem=invalid_input(list(field_errors_in(error.messages))))
    except (Refusal, RequestTimeout, ServiceFailed) as error:
        return FormState(given, problem=problem_of(error))
    return FormState(given, is_done=True)


def _changed(assessment: AssessmentView, form: MultiDict[str, str]) -> Iterator[dict[str, Any]]:
    kept = {(answer.item, half): getattr(answer, half) for answer in assessment.answers for half in HALVES}
    for item in (item.item for section in assessment.form.sections for item in section.items):
        given = {half: _number(form.get(f"{half}-{item}", "")) for half in HALVES}
        new = {half: value for half, value in given.items() if value not in ("", kept.get((item, half)))}
        if new:
            yield {"assessment_id": str(assessment.assessment_id), "item": item, **new}


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 3 else text
