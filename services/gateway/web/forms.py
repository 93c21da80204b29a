"""Forms: from what a person typed to a request of the contracts, and back to the form where it was refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from services.gateway.web.field_errors import FieldError, field_errors_in, field_words
from services.gateway.web.idempotency import HIDDEN, keep_key, next_key
from services.gateway.web.problems import Problem, invalid_input, problem_of
from services.gateway.web.service_client import command
from shared.contracts.schema import load, schema_of
from shared.messaging.kernel.errors import RequestTimeout, ServiceFailed
from shared.refusal import Refusal

VERSIONS = frozenset({"version", "base_version"})
Act = Callable[[Any, str], Any]
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_YES = frozenset({"yes", "on", "true", "1"})


@dataclass(frozen=True, slots=True)
class FormState:
    """A form as the page shows it: what was typed, and, where it was sent in vain, why.

    In templates: ``given`` (by field name), ``error_of`` (by field name), ``errors`` for the error summary.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    reply: Any = None
    is_done: bool = False
    problem: Problem | None = None
    inputs: frozenset[str] = frozenset()  # the fields that the page asks for: an error can lead to them

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows it."""
        return self.problem.status if self.problem else 200

    @property
    def faults(self) -> Sequence[FieldError]:
        """All that is wrong."""
        return self.problem.errors if self.problem else ()

    @property
    def error_of(self) -> Mapping[str, str]:
        """The sentence for each field that is wrong."""
        return {fault.field: fault.words() for fault in reversed(self.faults) if fault.field}

    @property
    def errors(self) -> list[tuple[str | None, str]]:
        """For the error summary: (field id or None, sentence)."""
        if self.problem and not self.faults:
            return [(None, self.problem.detail)]
        return [(fault.field if fault.field in self.inputs else None, fault.words()) for fault in self.faults]


def blank(**given: Any) -> FormState:
    """A form not yet sent, with these values in its fields."""
    return FormState(given)


def submit(contract: type, /, **fields: Any) -> FormState:
    """Send the form that is being posted as this command; ``fields`` stand instead of what the form says.

    Done: ``is_done`` and ``reply``. Refused, wrong or unanswered: the problem, with what was typed in ``given``.
    """
    return submit_by(command, contract, **fields)


def submit_by(act: Act, contract: type, /, **fields: Any) -> FormState:
    """The same, where more is to be done than to ask one service: ``act`` gets the command and its idempotency key."""
    data = typed(contract, request.form)
    data.update(_as_json(fields))
    given = {**{name: request.form.get(name) for name in request.form}, **_several(contract), **fields}
    inputs = frozenset(schema_of(contract, strict=True)._declared_fields) - fields.keys() - VERSIONS
    try:
        question: object = load(contract, data, strict=True)
    except ma.ValidationError as error:
        return FormState(given, problem=invalid_input(list(field_errors_in(error.messages))), inputs=inputs)
    try:
        reply = act(question, next_key())
    except Refusal as refusal:
        return FormState(given, problem=problem_of(refusal), inputs=inputs)
    except (RequestTimeout, ServiceFailed) as error:
        keep_key()  # whether it was done is not known: the same form sent again must count as the same
        return FormState(given, problem=problem_of(error))
    return FormState(given, reply, is_done=True)


def refused(refusal: Refusal) -> FormState:
    """The posted form, refused by the gateway itself."""
    return FormState(dict(request.form.items()), problem=problem_of(refusal), inputs=frozenset(request.form) - HIDDEN)


def saved(sent: FormState, *, version: int | None = None) -> Response:
    """The answer to a form that saves itself: 204, with the new version in X-Version, or the problem document."""
    if sent.problem:
        return sent.problem.as_response()
    answer = Response(status=204)
    if version is not None:
        answer.headers["X-Version"] = str(version)
    return answer


def typed_in_vain() -> list[tuple[str, str]]:
    """What a person typed into a form that led to an error page, to be shown there: no text is lost."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    try:
        form = request.form
    except RequestEntityTooLarge:
        return []
    return [
        (field_words(name), text)
        for name, text in form.items(multi=True)
        if name not in HIDDEN and "password" not in name and (" " in text or "\n" in text)
    ]


def typed(contract: type, form: MultiDict[str, str]) -> dict[str, Any]:
    """The JSON-able data of a request, from a form's texts; what was left empty is left out."""
    data: dict[str, Any] = {}
    for name, rule in schema_of(contract, strict=True)().fields.items():
        value = _value(rule, name, form)
        if value is not None:
            data[name] = value
    return data


def _value(rule: ma.fields.Field[Any], name: str, form: MultiDict[str, str]) -> Any:
    if isinstance(rule, ma.fields.List):
        several = [text for text in map(_text, form.getlist(name)) if text]
        return [_single(rule.inner, text) for text in several] if name in form else None
    if isinstance(rule, ma.fields.Boolean):
        return form.get(name, "").lower() in _YES if name in form or rule.required else None
    text = _text(form.get(name, ""))
    if text == "" and name in form and _may_be_empty(rule):
        return ""
    return _single(rule, text) if text else None


def _single(rule: ma.fields.Field[Any], text: str) -> Any:
    if isinstance(rule, ma.fields.Integer):
        return int(text) if _WHOLE.fullmatch(text) else text
    return text


def _text(text: str) -> str:
    plain = text.replace("\r\n", "\n")
    return plain if "\n" in plain.strip() else plain.strip()


def _may_be_empty(rule: ma.fields.Field[Any]) -> bool:
    """A text without a shortest length may be emptied: that is a value, not an omission."""
    shortest = [getattr(check, "min", None) for check in rule.validators]
    return isinstance(rule, ma.fields.String) and rule.required and not any(shortest)


def _several(contract: type) -> dict[str, list[str]]:
    lists = [name for name, rule in schema_of(contract)().fields.items() if isinstance(rule, ma.fields.List)]
    return {name: request.form.getlist(name) for name in lists if name in request.form}


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}
